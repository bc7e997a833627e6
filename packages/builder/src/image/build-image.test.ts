import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { stubCommands } from '../../test/stub-commands.ts';
import { createTestProject } from '../../test/test-project.ts';
import { buildImage } from './build-image.ts';

/** A Docker that logs its calls; without buildx, it does not know that command. */
const docker = (hasBuildx: boolean) => `echo "$*" >>"$0.log"\ncase "$1" in buildx) exit ${hasBuildx ? 0 : 1} ;; esac`;

async function createWorkspace() {
  const root = await createTestProject({ 'package.json': '{ "workspaces": ["fn"] }' });
  await mkdir(root.path('fn'));
  await writeFile(root.path('fn/package.json'), '{}');
  await writeFile(root.path('fn/Dockerfile'), 'ARG PROJECT=fn\n');
  await writeFile(root.path('fn/Dockerfile.dockerignore'), '**/node_modules\n');
  return root;
}

describe('the build of an image in a workspace', () => {
  it('has the root of the workspace as its context', async () => {
    await using root = await createWorkspace();
    await using path = await stubCommands({ docker: docker(true) });
    await buildImage(configurationOf('trigger: { type: none }\n', root.path('fn')));
    const log = await readFile(join(path.directory, 'docker.log'), 'utf8');
    expect(log).toMatch(new RegExp(`^buildx build .*--build-arg PROJECT=fn .* ${root.directory}$`, 'm'));
  });

  it('is refused by a Docker that would not read the patterns of ignored files', async () => {
    await using root = await createWorkspace();
    await using _path = await stubCommands({ docker: docker(false) });
    const building = buildImage(configurationOf('trigger: { type: none }\n', root.path('fn')));
    await expect(building).rejects.toThrow(
      /docker has no buildx, .*Dockerfile\.dockerignore: install docker-buildx-plugin/,
    );
  });
});
