import { malformedResponse } from './errors.ts';
import { checkField, checkHead, parseFields, parseStatus } from './header-fields.ts';
import type { ApiResponse } from './transport.ts';

/** Far above any head of the Runtime API: the longest part is the client context, with 3.5 KB. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** Ten times the size of the largest event. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const empty = Buffer.alloc(0);
const noFields: Readonly<Record<string, string | undefined>> = {};
const CR = 13;
const LF = 10;

type State =
  | 'head'
  | 'sized-body'
  | 'chunk-size'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailers'
  | 'body-until-close'
  | 'done';

/** Parses one HTTP/1.1 response as its bytes arrive. It is strict, because a misread response would be a wrong event. */
export class ResponseParser {
  #state: State = 'head';
  #rest: Buffer = empty;
  #status = 0;
  #headers = noFields;
  #body = '';
  #parts: Buffer[] | undefined;
  #received = 0;
  /** The number of missing bytes of the sized body or of the current chunk. */
  #remaining = 0;
  #trailerLength = 0;

  /** Whether the connection can carry another request after this response. */
  keepAlive = true;

  /**
   * Parses more bytes, which the caller may overwrite afterwards.
   * @returns whether the response is complete
   * @throws {ApiConnectionError} the bytes are not HTTP
   */
  push(bytes: Buffer): boolean {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (this.#state !== 'done') {
      const end = this.#step(all, at);
      if (end === undefined) break;
      at = end;
    }
    if (this.#state === 'done') {
      // There are unexpected bytes after the response. They must not be taken for the next response.
      if (at < all.length) this.keepAlive = false;
      return true;
    }
    this.#rest = at === all.length ? empty : Buffer.from(all.subarray(at));
    return false;
  }

  /** Called when the peer closes the connection. Returns whether the response is complete. */
  end(): boolean {
    if (this.#state !== 'body-until-close') return false;
    this.#finishParts();
    return true;
  }

  /** The response, valid once it is complete. */
  get response(): ApiResponse {
    return { status: this.#status, headers: this.#headers, body: this.#body };
  }

  /** Whether any byte of a response has arrived. */
  get hasStarted(): boolean {
    return this.#state !== 'head' || this.#rest.length > 0;
  }

  /** Parses the next part, and returns the position after it. Undefined if it needs more bytes. */
  #step(bytes: Buffer, at: number): number | undefined {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, at);
      case 'sized-body':
        return this.#readSizedBody(bytes, at);
      case 'body-until-close':
        return this.#readPart(bytes, at, bytes.length);
      case 'chunk-size':
        return this.#readLine(bytes, at, (line) => this.#startChunk(line));
      case 'chunk-data':
        return this.#readChunkData(bytes, at);
      case 'chunk-end':
        return this.#readChunkEnd(bytes, at);
      case 'trailers':
        return this.#readLine(bytes, at, (line) => this.#skipTrailer(line));
      case 'done':
        return undefined;
    }
  }

  #readHead(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf('\r\n\r\n', at);
    if ((end === -1 ? bytes.length : end) - at > MAX_HEAD_BYTES)
      throw malformedResponse(`a head of more than ${MAX_HEAD_BYTES} bytes`);
    if (end === -1) return undefined;
    // Lambda sends non-ASCII letters in a client context as UTF-8.
    const head = bytes.toString('utf8', at, end);
    checkHead(head);
    this.#status = parseStatus(head);
    this.#headers = parseFields(head);
    if (this.#status === 101) throw malformedResponse('the status 101, but no upgrade was requested');
    // Interim responses (100 Continue, 103 Early Hints) are skipped.
    if (this.#status >= 200) this.#chooseFraming(head.startsWith('HTTP/1.1'));
    return end + 4;
  }

  #chooseFraming(isHttp11: boolean): void {
    const connection = this.#headers.connection?.toLowerCase() ?? '';
    this.keepAlive = isHttp11 ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
    const coding = this.#headers['transfer-encoding'];
    const length = this.#headers['content-length'];
    if (coding !== undefined && length !== undefined)
      throw malformedResponse('both Content-Length and Transfer-Encoding');
    if (this.#status === 204 || this.#status === 304) {
      this.#state = 'done';
    } else if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked') throw malformedResponse(`the transfer coding ${JSON.stringify(coding)}`);
      this.#state = 'chunk-size';
    } else if (length === undefined) {
      this.keepAlive = false;
      this.#state = 'body-until-close';
    } else {
      if (!/^\d{1,15}$/.test(length)) throw malformedResponse(`the Content-Length ${JSON.stringify(length)}`);
      this.#remaining = Number(length);
      if (this.#remaining > MAX_BODY_BYTES) throw malformedResponse(`a body of ${length} bytes`);
      this.#state = this.#remaining === 0 ? 'done' : 'sized-body';
    }
  }

  #readSizedBody(bytes: Buffer, at: number): number | undefined {
    const available = bytes.length - at;
    if (available === 0) return undefined;
    this.#parts ??= [Buffer.allocUnsafe(this.#remaining)];
    const used = Math.min(available, this.#remaining);
    bytes.copy(this.#parts[0] as Buffer, this.#received, at, at + used);
    this.#received += used;
    this.#remaining -= used;
    if (this.#remaining === 0) this.#finishParts();
    return at + used;
  }

  #startChunk(line: string): void {
    const size = /^([0-9a-f]{1,8})(?:;[\w-]+(?:=[\w-]+)?)*$/i.exec(line)?.[1];
    if (size === undefined) throw malformedResponse(`the chunk size ${JSON.stringify(line.slice(0, 100))}`);
    this.#remaining = Number.parseInt(size, 16);
    this.#state = this.#remaining === 0 ? 'trailers' : 'chunk-data';
  }

  #readChunkData(bytes: Buffer, at: number): number | undefined {
    const end = this.#readPart(bytes, at, Math.min(bytes.length, at + this.#remaining));
    this.#remaining -= (end ?? at) - at;
    if (this.#remaining === 0) this.#state = 'chunk-end';
    return end;
  }

  #readChunkEnd(bytes: Buffer, at: number): number | undefined {
    if (bytes.length < at + 2) return undefined;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) throw malformedResponse('a chunk that is longer than its size');
    this.#state = 'chunk-size';
    return at + 2;
  }

  /** The Runtime API sends nothing useful in trailers. */
  #skipTrailer(line: string): void {
    if (line === '') this.#finishParts();
    else checkField(line);
    this.#trailerLength += line.length;
    if (this.#trailerLength > MAX_HEAD_BYTES) throw malformedResponse(`trailers of more than ${MAX_HEAD_BYTES} bytes`);
  }

  #readLine(bytes: Buffer, at: number, parse: (line: string) => void): number | undefined {
    const end = bytes.indexOf('\r\n', at);
    if ((end === -1 ? bytes.length : end) - at > MAX_HEAD_BYTES)
      throw malformedResponse('a chunk head or trailer without an end');
    if (end === -1) return undefined;
    parse(bytes.toString('latin1', at, end));
    return end + 2;
  }

  #readPart(bytes: Buffer, at: number, end: number): number | undefined {
    if (end === at) return undefined;
    this.#received += end - at;
    if (this.#received > MAX_BODY_BYTES) throw malformedResponse(`a body of more than ${MAX_BODY_BYTES} bytes`);
    this.#parts ??= [];
    this.#parts.push(Buffer.from(bytes.subarray(at, end)));
    return end;
  }

  #finishParts(): void {
    const parts = this.#parts ?? [];
    // Decoded in one go, because a character may be split between two reads.
    this.#body = (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString();
    this.#parts = undefined;
    this.#state = 'done';
  }
}
