import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body, up to `limit` bytes: undefined when there are more. A body over the limit is read to its
 * end all the same, so that the client gets to read its answer. Rejects when the client breaks off.
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
