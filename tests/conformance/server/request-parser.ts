/** A header or trailer field, with its name as it was sent. */
export type Field = readonly [name: string, value: string];

/** The head of a request, and the very bytes that it was made of. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly Field[];
  readonly raw: string;
}

/** What the parser makes of the bytes: the head, then the body's pieces (a chunk each where it is chunked), then the end. */
export type RequestPart =
  | { readonly kind: 'head'; readonly head: RequestHead }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly trailers: readonly Field[] };

/** The runtime broke HTTP/1.1 or the Runtime API's rules; the message says which one, with the bytes. */
export class ProtocolViolation extends Error {
  override get name(): string {
    return 'ProtocolViolation';
  }
}

const MAX_LINE = 256 * 1024;
/** Go's server looks for the end of the trailers in its read buffer, and fails the whole body where it isn't there. */
const MAX_TRAILERS = 4096;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Parses the requests of one connection, and forgives nothing that RFC 9112 forbids a client: a forgiving server would
 * hide from these tests what a stricter one refuses.
 */
export class RequestParser {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #parts = this.#parse();

  /** True where the bytes so far end between two requests. */
  isBetweenRequests = true;

  /** Takes the next bytes of the connection, and gives back the parts that they complete. */
  *push(bytes: Uint8Array): Generator<RequestPart, void> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let part = this.#parts.next().value; part !== undefined; part = this.#parts.next().value) yield part;
  }

  /** Yields undefined wherever more bytes are needed. */
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
      if (!/^[0-9a-fA-F]{1,8}$/.test(line)) throw new ProtocolViolation(`a chunk's size is ${JSON.stringify(line)}`);
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
      if (size + 2 > MAX_TRAILERS) throw new ProtocolViolation(`trailers of more than ${MAX_TRAILERS} bytes`);
    }
    return trailers;
  }

  *#until(mark: string): Generator<undefined, string> {
    for (;;) {
      if (this.#bytes.length > 0) this.isBetweenRequests = false;
      const at = this.#bytes.indexOf(mark, 0, 'latin1');
      if (at > MAX_LINE || (at < 0 && this.#bytes.length > MAX_LINE)) {
        throw new ProtocolViolation(`no ${JSON.stringify(mark)} within ${MAX_LINE} bytes`);
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
  if (colon < 0 || !token.test(name) || !VALUE.test(value)) {
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

/** The values of a header, in order; the name in any case. */
export function values(head: Pick<RequestHead, 'fields'>, name: string): string[] {
  return head.fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}
