/**
 * Up to this many bytes, a chunk is copied into one buffer with its frame, which is cheaper than sending three buffers.
 * A larger array is sent without being copied.
 */
export const MOST_BYTES_COPIED = 4096;

const lineEnd = Buffer.from('\r\n');

/**
 * Encodes a chunk in HTTP/1.1's chunked coding (RFC 9112, section 7.1): its size in hexadecimal, the chunk, a line end.
 *
 * @param byteLength the size of the chunk, as UTF-8 if it is a string; not 0, since an empty chunk ends the message
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

/** Encodes the end of a message, with trailers whose names and values must be valid in a header. */
export function encodeEnd(trailers: Readonly<Record<string, string>> = {}): Uint8Array {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`0\r\n${lines.join('')}\r\n`, 'latin1');
}
