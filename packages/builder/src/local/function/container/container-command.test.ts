import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../image/engine/engine.ts';
import { addressInContainer, clientEnvironment, containerCommand, removalCommand } from './container-command.ts';

const engineOf = (name: Engine['name']): Engine => ({ name, command: name, hasBuildx: false });
const request = {
  tag: 'shop:web',
  name: 'alr-local-1',
  env: { TOKEN: 'hunter2', HOME: '/tmp' },
  memorySizeMB: 256,
  ephemeralStorageMB: 1024,
  options: ['--network=shop'],
  args: ['src/app.Other'],
  sharesNetwork: true,
};
const commandOf = (name: Engine['name']) => containerCommand(engineOf(name), request).join(' ');

describe('the command for a container', () => {
  it.each(['docker', 'podman', 'finch'] as const)('of %s has the restrictions of Lambda', (name) => {
    const command = commandOf(name);
    expect(command).toMatch(new RegExp(`^${name} run --rm --name alr-local-1 --pull never `));
    for (const option of [
      '--read-only ',
      '--user 993:990',
      '--cap-drop all',
      '--security-opt no-new-privileges',
      '--memory 256m --memory-swap 256m',
      'size=1024m',
    ]) {
      expect(command).toContain(option);
    }
  });

  it('makes only /tmp writable with podman, too', () => {
    expect(commandOf('podman')).toContain('--read-only-tmpfs=false');
    expect(commandOf('docker')).not.toContain('--read-only-tmpfs');
  });

  it('ends in the options of the user, the image and its arguments', () => {
    expect(commandOf('docker')).toMatch(/ --network=shop shop:web src\/app\.Other$/);
  });

  it.each([
    [true, '--network host', '127.0.0.1:4000'],
    [false, '--add-host host.docker.internal:host-gateway', 'host.docker.internal:4000'],
  ])('lets the function reach the Runtime API, sharing the network: %s', (sharesNetwork, option, address) => {
    const command = containerCommand(engineOf('docker'), { ...request, sharesNetwork });
    expect(command.join(' ')).toContain(option);
    expect(addressInContainer('127.0.0.1:4000', sharesNetwork)).toBe(address);
  });

  it('names variables without their values, except those that the engine reads itself', () => {
    expect(commandOf('docker')).toContain('--env TOKEN --env HOME=/tmp');
    expect(clientEnvironment(request.env, { HOME: '/home/me', LANG: 'C' })).toEqual({
      HOME: '/home/me',
      LANG: 'C',
      TOKEN: 'hunter2',
    });
  });

  it('passes on every variable exactly once', () => {
    const variables = fc.dictionary(fc.stringMatching(/^[A-Za-z_]\w{0,20}$/), fc.string(), { maxKeys: 10 });
    fc.assert(
      fc.property(variables, variables, (env, inherited) => {
        const command = containerCommand(engineOf('docker'), { ...request, env });
        const client = clientEnvironment(env, inherited);
        const words = command.filter((_, index) => command[index - 1] === '--env');
        const passed = words.map((word) => {
          const [name = '', ...value] = word.split('=');
          return [name, value.length > 0 ? value.join('=') : client[name]];
        });
        expect(passed).toEqual(Object.entries(env));
      }),
    );
  });
});

describe('the removal of a container', () => {
  it.each([
    ['docker', 'docker rm --force alr-local-1'],
    ['podman', 'podman rm --force --time 0 alr-local-1'],
  ] as const)('by %s does not wait for its end', (name, command) => {
    expect(removalCommand(engineOf(name), 'alr-local-1').join(' ')).toBe(command);
  });
});
