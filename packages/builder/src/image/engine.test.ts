import { describe, expect, it } from 'vitest';
import { stubCommands } from '../../test/stub-commands.ts';
import { findEngine } from './engine.ts';

const DOCKER = 'case "$*" in --version) echo "Docker version 29.1" ;; "buildx version") echo v0.30 ;; esac';

describe('findEngine', () => {
  it.each([
    ['docker, with buildx', { docker: DOCKER, podman: 'true' }, { name: 'docker', command: 'docker', hasBuildx: true }],
    [
      'docker without buildx',
      { docker: '[ "$1" != buildx ] && echo "Docker version 29.1"' },
      { name: 'docker', command: 'docker', hasBuildx: false },
    ],
    [
      'podman, if its command is docker',
      { docker: 'echo "podman version 5.2"' },
      { name: 'podman', command: 'docker', hasBuildx: false },
    ],
    [
      'the next one, if docker is not running',
      { docker: '[ "$1" = --version ]', podman: 'true' },
      { name: 'podman', command: 'podman', hasBuildx: false },
    ],
    [
      'buildah, if there is nothing else',
      { buildah: 'true' },
      { name: 'buildah', command: 'buildah', hasBuildx: false },
    ],
    ['finch', { finch: 'true' }, { name: 'finch', command: 'finch', hasBuildx: false }],
  ])('finds %s', async (_, scripts, engine) => {
    await using _path = await stubCommands(scripts as Record<string, string>);
    expect(await findEngine(undefined)).toEqual(engine);
  });

  it('finds the configured engine', async () => {
    await using _path = await stubCommands({ docker: DOCKER, podman: 'true' });
    expect(await findEngine('podman')).toMatchObject({ name: 'podman' });
  });

  it('fails with the reason for each engine', async () => {
    await using _path = await stubCommands({
      docker: '[ "$1" = --version ] || { echo "Cannot connect" >&2; exit 1; }',
    });
    await expect(findEngine(undefined)).rejects.toThrow(
      'no container engine works: docker is not running: Cannot connect; podman is not installed; ' +
        'buildah is not installed; finch is not installed; install or start one of them',
    );
  });
});
