/** The parts of a request to the Runtime API that the benchmark needs. */
export interface Request {
  readonly method: string;
  readonly path: string;
  /** The length of the body, without the framing of a chunked one. */
  readonly bodyBytes: number;
  /** The body, or the first bytes of a large one. */
  readonly body: string;
  /** When the first byte of the body arrived, by the clock of `push`. */
  readonly bodyBeganAt: number | undefined;
}

/** The rest of a body is only counted. */
const KEPT_BYTES = 1024;
const HEAD_END = '\r\n\r\n';

type State = 'head' | 'body' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers';

/**
 * Reads the requests of one connection, in any pieces. It copies only the first bytes of a body, so that the server uses
 * little processor time compared with the client.
 */
export class RequestReader {
  readonly #expectsContinue: () => void;
  #state: State = 'head';
  /** The beginning of an incomplete head, or of an incomplete line of the chunked coding. */
  #rest: Buffer = Buffer.alloc(0);
  #method = '';
  #path = '';
  #missing = 0;
  #bodyBytes = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bodyBeganAt: number | undefined;

  /** @param expectsContinue called if the client waits for a `100 Continue` before it sends a body */
  constructor(expectsContinue: () => void) {
    this.#expectsContinue = expectsContinue;
  }

  /** Takes the bytes that arrived at `now`, and returns the requests that they complete. */
  push(bytes: Buffer, now: number): Request[] {
    const requests: Request[] = [];
    let input = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = input.subarray(0, 0);
    for (;;) {
      const taken = this.#step(input, now, requests);
      if (taken === undefined) break;
      input = input.subarray(taken);
    }
    // The rest is a view of the socket's buffer, which is never written again.
    this.#rest = input;
    return requests;
  }

  /** Consumes one part of a request, and returns its length, or undefined if it is incomplete. */
  #step(input: Buffer, now: number, requests: Request[]): number | undefined {
    switch (this.#state) {
      case 'head':
        return this.#head(input, requests);
      case 'body':
      case 'chunk-data':
        return this.#data(input, now, requests);
      case 'chunk-size':
        return this.#line(input, (line) => {
          this.#missing = Number.parseInt(line, 16);
          this.#state = this.#missing === 0 ? 'trailers' : 'chunk-data';
        });
      case 'chunk-end':
        return this.#line(input, () => {
          this.#state = 'chunk-size';
        });
      case 'trailers':
        return this.#line(input, (line) => {
          if (line === '') this.#complete(requests);
        });
    }
  }

  #head(input: Buffer, requests: Request[]): number | undefined {
    const end = input.indexOf(HEAD_END);
    if (end === -1) return undefined;
    const head = input.toString('latin1', 0, end);
    const [method = '', path = ''] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
    this.#method = method;
    this.#path = path;
    if (/\r\nexpect: *100-continue/i.test(head)) this.#expectsContinue();
    if (method !== 'GET' && /\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#state = 'chunk-size';
    } else {
      this.#missing = method === 'GET' ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (this.#missing === 0) this.#complete(requests);
      else this.#state = 'body';
    }
    return end + HEAD_END.length;
  }

  #data(input: Buffer, now: number, requests: Request[]): number | undefined {
    if (input.length === 0) return undefined;
    this.#bodyBeganAt ??= now;
    const length = Math.min(input.length, this.#missing);
    if (this.#keptBytes < KEPT_BYTES) this.#keep(input.subarray(0, length));
    this.#bodyBytes += length;
    this.#missing -= length;
    if (this.#missing === 0) {
      if (this.#state === 'body') this.#complete(requests);
      else this.#state = 'chunk-end';
    }
    return length;
  }

  #keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, KEPT_BYTES - this.#keptBytes);
    this.#kept.push(kept);
    this.#keptBytes += kept.length;
  }

  #line(input: Buffer, take: (line: string) => void): number | undefined {
    const end = input.indexOf('\r\n');
    if (end === -1) return undefined;
    take(input.toString('latin1', 0, end));
    return end + 2;
  }

  #complete(requests: Request[]): void {
    const body = this.#keptBytes === 0 ? '' : Buffer.concat(this.#kept).toString();
    requests.push({
      method: this.#method,
      path: this.#path,
      bodyBytes: this.#bodyBytes,
      body,
      bodyBeganAt: this.#bodyBeganAt,
    });
    this.#state = 'head';
    this.#bodyBytes = 0;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#bodyBeganAt = undefined;
  }
}
