import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

/** An npm registry on this machine. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves the packed packages as an npm registry for their scope, as if they were published.
 *
 * @param tarballs the path of the tarball of each package
 * @param packages the folder of the sources of all packages
 */
export async function startRegistry(tarballs: Readonly<Record<string, string>>, packages: string): Promise<Registry> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const file = Object.values(tarballs).find((tarball) => basename(tarball) === basename(path));
    const body = file === undefined ? await describe(path) : await readFile(file);
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function describe(name: string): Promise<string | undefined> {
    const tarball = tarballs[name];
    if (tarball === undefined) return undefined;
    const manifest = JSON.parse(await readFile(join(packages, basename(name), 'package.json'), 'utf8'));
    const hash = createHash('sha512').update(await readFile(tarball));
    const dist = { tarball: `${url}${basename(tarball)}`, integrity: `sha512-${hash.digest('base64')}` };
    // The range `workspace:^` is replaced when a package is packed.
    const peers = Object.entries<string>(manifest.peerDependencies ?? {}).map(([peer, range]) => [
      peer,
      range.replace('workspace:^', `^${manifest.version}`),
    ]);
    const { version, devDependencies: _, ...rest } = manifest;
    const published = { ...rest, version, peerDependencies: Object.fromEntries(peers), dist };
    return JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: published } });
  }

  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
