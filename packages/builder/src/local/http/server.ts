import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Starts listening and resolves to the address, as it stands in a URL: `127.0.0.1:9000`. Port 0 picks a free one. */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  // it listens on a port
  const { address, family, port: picked } = server.address() as AddressInfo;
  return `${family === 'IPv6' ? `[${address}]` : address}:${picked}`;
}

/** Stops listening; connections that are busy get `graceMs` to finish. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, delay(graceMs, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}
