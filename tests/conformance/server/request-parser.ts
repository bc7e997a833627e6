/** A header or trailer field; the name has the case of the request. */
export type Field = readonly [name: string, value: string];

/** The head of a request, parsed and raw. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly Field[];
  readonly raw: string;
}

/** A part of a request: the head, a piece of the body (a chunk, if it is chunked), or the end. */
export type RequestPart =
  | { readonly kind: 'head'; readonly head: RequestHead }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly trailers: readonly Field[] };

/** The runtime violated HTTP/1.1 or the rules of the Runtime API; the message says which one, with the bytes. */
export class ProtocolViolation extends Error {
  override get name(): string {
    return 'ProtocolViolation';
  }
}

const MAX_LINE_BYTES = 256 * 1024;
/** Go's server fails the whole body if the end of the trailers is not in its read buffer. */
const MAX_TRAILER_BYTES = 4096;
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e]*$/;

/**
 * Parses the requests of one connection. It rejects everything that RFC 9112 forbids a client, since a lenient server
 * would hide what a strict one rejects.
 */
export class RequestParser {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #parts = this.#parse();

  /** Whether the bytes so far end between two requests. */
  isBetweenRequests = true;

  /** Takes the next bytes of the connection, and yields the parts that they complete. */
  *push(bytes: Uint8Array): Generator<RequestPart, void> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let part = this.#parts.next().value; part !== undefined; part = this.#parts.next().value) yield part;
  }

  /** Yields undefined when it needs more bytes. */
  *#parse(): Generator<RequestPart | undefined, undefined> {
    for (;;) {
      const head = parseHead(yield* this.#until('\r\n\r\n'));
      yield { kind: 'head', head };
      const framing = framingOf(head);
      if (framing !== 'chunked') yield* this.#sized(framing);
      const trailers = framing === 'chunked' ? yield* this.#chunked(announcedTrailers(head)) : [];
      this.isBetweenRequests = true;
      yield { kind: 'end', trailers };
    }
  }

  *#sized(length: number): Generator<RequestPart | undefined, void> {
    for (let missing = length; missing > 0; ) {
      if (this.#bytes.length === 0) yield undefined;
      const bytes = this.#take(Math.min(missing, this.#bytes.length));
      missing -= bytes.length;
      if (bytes.length > 0) yield { kind: 'data', bytes };
    }
  }

  *#chunked(announced: ReadonlySet<string>): Generator<RequestPart | undefined, readonly Field[]> {
    for (;;) {
      const line = yield* this.#until('\r\n');
      if (!/^[0-9a-fA-F]{1,8}$/.test(line)) throw new ProtocolViolation(`invalid chunk size ${JSON.stringify(line)}`);
      const size = Number.parseInt(line, 16);
      if (size === 0) break;
      while (this.#bytes.length < size + 2) yield undefined;
      const bytes = this.#take(size);
      const end = this.#take(2).toString('latin1');
      if (end !== '\r\n') throw new ProtocolViolation(`a chunk of ${size} bytes is followed by ${JSON.stringify(end)}`);
      yield { kind: 'data', bytes };
    }
    return yield* this.#trailers(announced);
  }

  *#trailers(announced: ReadonlySet<string>): Generator<undefined, readonly Field[]> {
    const trailers: Field[] = [];
    let size = 0;
    for (let line = yield* this.#until('\r\n'); line !== ''; line = yield* this.#until('\r\n')) {
      const field = parseField(line);
      if (!announced.has(field[0].toLowerCase())) throw new ProtocolViolation(`the trailer ${field[0]} is unannounced`);
      trailers.push(field);
      size += line.length + 2;
      if (size + 2 > MAX_TRAILER_BYTES) throw new ProtocolViolation(`trailers of more than ${MAX_TRAILER_BYTES} bytes`);
    }
    return trailers;
  }

  *#until(mark: string): Generator<undefined, string> {
    for (;;) {
      if (this.#bytes.length > 0) this.isBetweenRequests = false;
      const at = this.#bytes.indexOf(mark, 0, 'latin1');
      if (at > MAX_LINE_BYTES || (at < 0 && this.#bytes.length > MAX_LINE_BYTES)) {
        throw new ProtocolViolation(`no ${JSON.stringify(mark)} within ${MAX_LINE_BYTES} bytes`);
      }
      if (at >= 0) return this.#take(at + mark.length).toString('latin1', 0, at);
      yield undefined;
    }
  }

  #take(length: number): Buffer {
    const bytes = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return bytes;
  }
}

function parseHead(raw: string): RequestHead {
  const [line = '', ...rest] = raw.split('\r\n');
  const [, method, target] = /^([A-Z]+) (\/[!-~]*) HTTP\/1\.1$/.exec(line) ?? [];
  if (method === undefined || target === undefined) {
    throw new ProtocolViolation(`not a request line: ${JSON.stringify(line)}`);
  }
  const head = { method, target, fields: rest.map(parseField), raw };
  if (values(head, 'host').length !== 1) throw new ProtocolViolation(`not exactly one Host: ${JSON.stringify(raw)}`);
  return head;
}

function parseField(line: string): Field {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  const value = line.slice(colon + 1);
  if (colon < 0 || !fieldName.test(name) || !fieldValue.test(value)) {
    throw new ProtocolViolation(`not a header field of printable ASCII: ${JSON.stringify(line)}`);
  }
  return [name, value.trim()];
}

function framingOf(head: RequestHead): 'chunked' | number {
  const encodings = values(head, 'transfer-encoding');
  const lengths = values(head, 'content-length');
  if (encodings.length + lengths.length > 1) throw new ProtocolViolation(`framed twice: ${JSON.stringify(head.raw)}`);
  const [encoding] = encodings;
  const [length] = lengths;
  if (encoding !== undefined && encoding !== 'chunked') throw new ProtocolViolation(`Transfer-Encoding: ${encoding}`);
  if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new ProtocolViolation(`Content-Length: ${length}`);
  if (head.method === 'POST' && encoding === undefined && length === undefined) {
    throw new ProtocolViolation(`a POST without a length: ${JSON.stringify(head.raw)}`);
  }
  return encoding === undefined ? Number(length ?? 0) : 'chunked';
}

function announcedTrailers(head: RequestHead): ReadonlySet<string> {
  const names = values(head, 'trailer').flatMap((value) => value.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase()));
}

/** The values of a header, in order; the name is case-insensitive. */
export function values(head: Pick<RequestHead, 'fields'>, name: string): string[] {
  return head.fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}
