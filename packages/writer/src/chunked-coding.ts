/**
 * Up to this many bytes, an array is copied into one buffer with the chunk's frame: cheaper than to send three buffers.
 * A larger one is sent as it is.
 */
export const MOST_BYTES_COPIED = 4096;

const lineEnd = Buffer.from('\r\n');

/**
 * Puts a chunk into the frame of HTTP/1.1's chunked coding (RFC 9112, section 7.1): its size in hexadecimal before it,
 * a line end after it.
 *
 * @param byteLength of the chunk, as UTF-8 where it is a string; above 0, since an empty chunk ends the message.
 */
export function encodeChunk(chunk: string | Uint8Array, byteLength: number): Uint8Array[] {
  const size = `${byteLength.toString(16)}\r\n`;
  if (typeof chunk !== 'string' && byteLength > MOST_BYTES_COPIED) return [Buffer.from(size), chunk, lineEnd];
  const framed = Buffer.allocUnsafe(size.length + byteLength + lineEnd.length);
  framed.write(size, 'latin1');
  if (typeof chunk === 'string') framed.write(chunk, size.length);
  else framed.set(chunk, size.length);
  framed.set(lineEnd, size.length + byteLength);
  return [framed];
}

/** The end of a message, with the trailers given: names and values that are fit for a header. */
export function encodeEnd(trailers: Readonly<Record<string, string>> = {}): Uint8Array {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`0\r\n${lines.join('')}\r\n`, 'latin1');
}
