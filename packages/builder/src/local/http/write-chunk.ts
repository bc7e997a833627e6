import type { ServerResponse } from 'node:http';

/**
 * Writes a chunk and resolves when the client can take more. A client that has left takes everything: the function
 * isn't to notice, as on Lambda, where it runs on to its end.
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
