import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../test/configuration.ts';
import { stubCommands } from '../../test/stub-commands.ts';
import type { Aws } from '../aws/connection.ts';
import { findBuiltImage } from './built-image.ts';

const DIGEST = `sha256:${'d'.repeat(64)}`;
const REFERENCE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:v1';
const configuration = configurationOf('project: web\nimage: { handler: app, repo: shop }\ntrigger: { type: none }\n');

const aws = {
  client: (Client: new (settings: object) => unknown) => new Client({ region: 'eu-west-1' }),
} as unknown as Aws;
mockClient(ECRClient)
  .on(GetAuthorizationTokenCommand)
  .resolves({ authorizationData: [{ authorizationToken: Buffer.from('AWS:secret').toString('base64') }] });

/** Saves the password that a login reads from stdin. */
const LOGIN = 'login) read -r password; echo "$password" >"$0.password" ;;';

/** A stub that logs its calls and prints what the real engine would. */
const stub = (cases: string) => `echo "$*" >>"$0.log"\ncase "$1" in\n${cases}\nesac`;
const engines = {
  docker: stub(`push) echo "v1: digest: ${DIGEST} size: 1570" ;;\nimage) echo sha256:abc arm64 ;;\n${LOGIN}`),
  podman: stub(`push) echo ${DIGEST} >"$3" ;;\nimage) echo abc amd64 ;;\n${LOGIN}`),
  buildah: stub(`push) echo ${DIGEST} >"$3" ;;\ninspect) echo abc arm64 ;;\n${LOGIN}`),
  finch: stub(`push) echo "manifest-${DIGEST}: done" ;;\nimage) echo sha256:abc arm64 ;;\n${LOGIN}`),
};

describe.each(Object.keys(engines) as (keyof typeof engines)[])('an image of %s', (name) => {
  const read = (directory: string, end: string) => readFile(join(directory, `${name}.${end}`), 'utf8');

  it('is pushed, and identified by the digest that the push reports', async () => {
    await using path = await stubCommands({ [name]: engines[name] });
    const image = await findBuiltImage(configuration);
    expect(image.id).toBe('sha256:abc');
    expect(await image.pushTo(aws, REFERENCE)).toBe(DIGEST);
    expect(await read(path.directory, 'log')).toContain(`tag shop:web ${REFERENCE}`);
  });

  it('is missing only if the engine says so, not if the engine fails', async () => {
    const stubbed = async (stderr: string) =>
      stubCommands({
        [name]: engines[name].replace(/(image|inspect)\) .* ;;/, `$1) echo "${stderr}" >&2; exit 125 ;;`),
      });
    for (const message of ['Error: No such image: shop:web', 'Error: shop:web: image not known']) {
      await using _missing = await stubbed(message);
      await expect(findBuiltImage(configuration)).rejects.toThrow('has not been built yet');
    }
    await using _failing = await stubbed('Error: cannot connect');
    await expect(findBuiltImage(configuration)).rejects.toThrow(
      `${name} failed (exit status 125): Error: cannot connect`,
    );
  });

  it('reports its architecture in Lambda’s spelling', async () => {
    await using _path = await stubCommands({ [name]: engines[name] });
    const { architecture } = await findBuiltImage(configuration);
    expect(architecture).toBe(name === 'podman' ? 'x86_64' : 'arm64');
  });

  it('is refused if it was built for another project', async () => {
    const labelled = engines[name].replace(/(image|inspect)\) echo (\S+) (\S+) ;;/, '$1) echo "$2 $3|api|abc" ;;');
    await using _path = await stubCommands({ [name]: labelled });
    await expect(findBuiltImage(configuration)).rejects.toThrow(
      'the image shop:web was built for the project api, not for web: build it again with alr-builder image',
    );
  });

  it.each([
    ['web|old', true],
    ['|', undefined],
  ])('with the labels %s: outdated is %s', async (labels, isOutdated) => {
    const labelled = engines[name].replace(/(image|inspect)\) echo (\S+) (\S+) ;;/, `$1) echo "$2 $3|${labels}" ;;`);
    await using _path = await stubCommands({ [name]: labelled });
    expect(await findBuiltImage(configuration)).toMatchObject({ id: 'sha256:abc', isOutdated });
  });

  it('is pushed after a login whose password is on no command line', async () => {
    await using path = await stubCommands({ [name]: engines[name] });
    const image = await findBuiltImage(configuration);
    await image.pushTo(aws, REFERENCE);
    expect(await read(path.directory, 'log')).toContain(
      'login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    );
    expect(await read(path.directory, 'log')).not.toContain('secret');
    expect(await read(path.directory, 'password')).toBe('secret\n');
  });

  it('has to be built first', async () => {
    await using _path = await stubCommands({ [name]: '[ "$1" = --version ] || [ "$1" = info ]' });
    await expect(findBuiltImage(configuration)).rejects.toThrow(
      'the image shop:web has not been built yet: build it with alr-builder image',
    );
  });

  it("fails with the engine's error message", async () => {
    const failing = engines[name].replace(/push\) [^;]*/, 'push) echo "denied: no such repository" >&2; exit 1 ');
    await using _path = await stubCommands({ [name]: failing });
    const image = await findBuiltImage(configuration);
    await expect(image.pushTo(aws, REFERENCE)).rejects.toThrow(
      /push .* failed \(exit status 1\): denied: no such repository/,
    );
  });
});
