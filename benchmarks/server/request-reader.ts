/** A request to the Runtime API, as far as the benchmark wants to know it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  /** How many bytes of body there were, without the framing of a chunked one. */
  readonly bodyBytes: number;
  /** The body, where it is small; of a larger one its first bytes. */
  readonly body: string;
  /** When the first byte of the body was seen, by the clock that `push` is told the time of. */
  readonly bodyBeganAt: number | undefined;
}

/** More of a body isn't kept: it is counted, and forgotten. */
const KEPT_BYTES = 1024;
const HEAD_END = '\r\n\r\n';

type State = 'head' | 'body' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers';

/**
 * Reads the requests of one connection, whatever pieces they come in. It copies nothing of a body but its first bytes,
 * so that the server's share of the machine stays small beside the client's.
 */
export class RequestReader {
  readonly #expectsContinue: () => void;
  #state: State = 'head';
  /** What came of a head, or of a line of the chunked coding, that isn't whole yet. */
  #rest: Buffer = Buffer.alloc(0);
  #method = '';
  #path = '';
  #missing = 0;
  #bodyBytes = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bodyBeganAt: number | undefined;

  /** @param expectsContinue called where the client waits for a `100 Continue` before it sends a body */
  constructor(expectsContinue: () => void) {
    this.#expectsContinue = expectsContinue;
  }

  /** Takes the bytes that arrived at `now`, and gives back the requests that they complete. */
  push(bytes: Buffer, now: number): Request[] {
    const requests: Request[] = [];
    let input = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = input.subarray(0, 0);
    for (;;) {
      const taken = this.#step(input, now, requests);
      if (taken === undefined) break;
      input = input.subarray(taken);
    }
    // What stays belongs to the socket's buffer, which nobody writes again.
    this.#rest = input;
    return requests;
  }

  /** Takes one part of a request off the input: how many bytes it had, or undefined where it isn't all there. */
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
