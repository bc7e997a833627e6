import { mkdir, rename, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startTestLocal } from '../../../../test/local.ts';
import { stubCommands } from '../../../../test/stub-commands.ts';
import { createTestProject } from '../../../../test/test-project.ts';

/** An engine whose containers run until they are killed. */
const podman = `case "$1" in
  --version) echo podman version 5;;
  image) echo '[]';;
  run) exec /bin/sleep 60;;
esac`;

/** Replaces a file as a whole: a watcher could see one that is being written. */
async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

describe('an image that is watched', () => {
  it('is built again once if one of its sources changes, and not if another file does', async () => {
    await using here = await createTestProject({ 'app.ts': '', 'test.env': '' });
    await using _commands = await stubCommands({ podman });
    let builds = 0;
    const image = {
      tag: 'orders',
      build: async () => {
        builds += 1;
      },
      sources: { folders: [here.directory], includes: (path: string) => path.endsWith('.ts') || path.endsWith('.env') },
    };
    const { directory } = here;
    await using local = await startTestLocal({
      command: undefined,
      image,
      directory,
      envFile: 'test.env',
      watch: true,
    });
    await mkdir(here.path('coverage'));
    for (const name of ['local.log', 'coverage/index.html']) await writeFile(here.path(name), 'text');
    await replaceFile(here.path('app.ts'), '// changed');
    expect(await local.until('restarting')).toMatchObject({ reason: 'app.ts changed' });
    await expect.poll(() => local.events.filter(({ type }) => type === 'starting').length).toBe(2);
    await replaceFile(here.path('test.env'), 'A=1\n');
    await local.until('restarting', ({ reason }) => reason === 'test.env changed');
    await expect.poll(() => local.events.filter(({ type }) => type === 'starting').length).toBe(3);
    expect(builds).toBe(2);
  });
});
