import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Starts listening and resolves to the address in URL form: `127.0.0.1:9000`. Port 0 picks a free one. */
export async function listen(server: NetServer, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: actualPort } = server.address() as AddressInfo;
  return `${family === 'IPv6' ? `[${address}]` : address}:${actualPort}`;
}

/** Stops listening. Busy connections get `graceMs` to finish. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, delay(graceMs, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}

/**
 * Reads a request body of up to `limit` bytes, or returns undefined if it is larger. A larger body is still read to the
 * end, because a client that is busy sending may not read the response. Rejects if the client disconnects.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length > limit ? undefined : Buffer.concat(chunks, length);
}

/**
 * Writes a chunk and resolves when the client can take more. If the client has disconnected, the chunk is dropped
 * without an error: the function runs to its end, as on Lambda.
 */
export async function writeChunk(response: ServerResponse, chunk: Uint8Array): Promise<void> {
  if (response.destroyed || response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** The value of a header, or its first value if the request repeats it. */
export function firstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
