import type { Server } from 'node:http';
import { cannotListen } from '../http/cannot-listen.ts';
import { closeServer, listen } from '../http/server.ts';
import { createFrontServer, type FrontOptions } from './front-server.ts';

/** How long open requests have to finish when the emulator stops. */
const CLOSE_GRACE_MS = 1000;
const LAST_PORT = 65_535;

/** The servers for invokers. All of them have the Invoke API; each function with a URL has its own. */
export interface Fronts {
  /** The addresses in the order of the options: `http://127.0.0.1:9000`. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a server for each of the options: the first one at this port, and the others from the second one after it on, at
 * those that are free. The port after the first one is that of the API which controls the emulator.
 *
 * @param port 0 picks free ones
 * @throws {CannotListenError} the address is invalid or in use
 */
export async function openFronts(all: readonly FrontOptions[], host: string, port: number): Promise<Fronts> {
  const servers: Server[] = [];
  const urls: string[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => closeServer(server, CLOSE_GRACE_MS)));
  };
  let next = port;
  for (const options of all) {
    try {
      const { server, address } = await openNext(options, host, next, { isExact: urls.length === 0 });
      servers.push(server);
      urls.push(`http://${address}`);
      const own = Number(new URL(`http://${address}`).port || '80');
      next = port === 0 ? 0 : own + (urls.length === 1 ? 2 : 1);
    } catch (error) {
      await close();
      throw cannotListen(error, host, next, 'invokers');
    }
  }
  return { urls, close };
}

async function openNext(
  options: FrontOptions,
  host: string,
  port: number,
  { isExact }: { isExact: boolean },
): Promise<{ server: Server; address: string }> {
  for (let candidate = port; ; candidate++) {
    const server = createFrontServer(options);
    try {
      return { server, address: await listen(server, host, candidate) };
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (isExact || !isTaken || candidate >= LAST_PORT) throw error;
    }
  }
}
