import { describe, expect, it, vi } from 'vitest';
import { stubCommands } from '../../../test/stub-commands.ts';
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

  it('fails if podman cannot connect to the machine with the containers', async () => {
    const script = '[ "$1" = --version ] || { echo "Cannot connect to Podman" >&2; exit 125; }';
    await using _path = await stubCommands({ podman: script });
    expect(await findEngine('podman')).toMatchObject({ name: 'podman' });
    vi.stubEnv('CONTAINER_HOST', 'ssh://core@127.0.0.1/run/podman.sock');
    await expect(findEngine('podman')).rejects.toThrow('podman is not running: Cannot connect to Podman');
    await using _connected = await stubCommands({ podman: 'true' });
    vi.stubEnv('CONTAINER_HOST', 'ssh://core@127.0.0.1/run/podman.sock');
    expect(await findEngine(undefined)).toMatchObject({ name: 'podman' });
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
