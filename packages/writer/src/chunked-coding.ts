/** HTTP/1.1's chunked transfer coding (RFC 9112, section 7.1): pure functions from payload to bytes. */

const CRLF = Buffer.from('\r\n');

/** Up to this many bytes, one copy into one buffer is cheaper than a write of three. */
const COPIED_BYTES = 4096;

/**
 * Codes one chunk. A string and a small array become one buffer; a large array is not copied.
 *
 * @param byteLength the chunk's length in bytes; above 0, since an empty chunk would end the message.
 */
export function encodeChunk(chunk: string | Uint8Array, byteLength: number): Uint8Array[] {
  const size = `${byteLength.toString(16)}\r\n`;
  if (typeof chunk === 'string') return [Buffer.from(`${size}${chunk}\r\n`)];
  const head = Buffer.from(size, 'latin1');
  return byteLength <= COPIED_BYTES ? [Buffer.concat([head, chunk, CRLF])] : [head, chunk, CRLF];
}

/** Codes the end of the message, with its trailers. Names and values must be fit for a header. */
export function encodeLastChunk(trailers: readonly (readonly [name: string, value: string])[] = []): Uint8Array {
  const fields = trailers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`0\r\n${fields.join('')}\r\n`, 'latin1');
}
