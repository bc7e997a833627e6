import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { stubCommands } from '../../test/stub-commands.ts';
import { describeStart } from './image-start.ts';

const configuration = configurationOf('project: web\nimage: { handler: app, repo: shop }\ntrigger: { type: none }\n');

/** Describes the start of an image that prints this text. */
async function describeWith(printed: string, engine = 'podman'): Promise<string | undefined> {
  await using _path = await stubCommands({ [engine]: `case "$1" in run) echo '${printed}' ;; esac` });
  const description = await describeStart(configuration);
  return description;
}

describe('describeStart', () => {
  it.each([
    [
      { snapshot: 'libraries', packages: 33, megabytes: 6.9, milliseconds: 57, millisecondsWithout: 81 },
      'starts from a snapshot of 33 packages (6.9 MB): 57 ms of processor time instead of 81 ms',
    ],
    [{ snapshot: 'libraries', packages: 1, megabytes: 3 }, 'starts from a snapshot of 1 package (3 MB)'],
    [{ snapshot: 'everything', packages: 2, megabytes: 3 }, 'starts from a snapshot of everything (3 MB)'],
    [{ snapshot: 'none', reason: 'image.snapshot is none' }, 'starts without a snapshot: image.snapshot is none'],
    [
      { snapshot: 'libraries', packages: 2, megabytes: 3, without: 'Node is started with --import' },
      'starts without its snapshot: Node is started with --import',
    ],
  ])('describes %o', async (start, description) => {
    expect(await describeWith(JSON.stringify(start))).toBe(description);
  });

  it('rejects a snapshot that Node does not accept', async () => {
    const start = { snapshot: 'libraries', packages: 1, megabytes: 3, refusal: 'built with Node.js version 24.0.0' };
    await expect(describeWith(JSON.stringify(start))).rejects.toThrow(
      "does not accept the function's snapshot: built with Node.js version 24.0.0; if an overlay replaces Node or the snapshot",
    );
  });

  it.each([
    ['an image without a record', 'null', 'podman'],
    ['an image that cannot be run here', 'exec format error', 'podman'],
    ['an image of Buildah', '{"snapshot":"none"}', 'buildah'],
  ])('says nothing about %s', async (_, printed, engine) => {
    expect(await describeWith(printed, engine)).toBeUndefined();
  });
});
