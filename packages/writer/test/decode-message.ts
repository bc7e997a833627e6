/** A decoded message in chunked coding. */
export interface DecodedMessage {
  readonly chunks: Buffer[];
  readonly payload: Buffer;
  readonly trailers: Record<string, string>;
}

/**
 * Decodes a chunked message as strictly as RFC 9112 (section 7.1) requires.
 *
 * @throws {Error} the message is invalid
 */
export function decodeMessage(bytes: Buffer): DecodedMessage {
  const chunks: Buffer[] = [];
  let at = 0;

  function line(): string {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) throw new Error(`No line end after byte ${at}`);
    const text = bytes.toString('latin1', at, end);
    at = end + 2;
    return text;
  }
  function size(): number {
    const text = line();
    if (!/^(0|[1-9a-f][0-9a-f]*)$/.test(text)) throw new Error(`Not the size of a chunk: ${JSON.stringify(text)}`);
    return Number.parseInt(text, 16);
  }

  for (let length = size(); length > 0; length = size()) {
    if (at + length > bytes.length) throw new Error(`A chunk of ${length} bytes is incomplete`);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
    if (line() !== '') throw new Error('A chunk is longer than its size');
  }
  const trailers: Record<string, string> = {};
  for (let text = line(); text !== ''; text = line()) {
    const [, name, value] = /^([\w-]+): ([\x20-\x7e]*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Not a trailer: ${JSON.stringify(text)}`);
    if (name in trailers) throw new Error(`The trailer ${name} is repeated`);
    trailers[name] = value;
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes after the end of the message`);
  return { chunks, payload: Buffer.concat(chunks), trailers };
}
