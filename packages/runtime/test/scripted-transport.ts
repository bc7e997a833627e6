import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from '../src/runtime-api/transport.ts';

/** What comes of a request: an answer, an error, or nothing for ever. */
export type Outcome = Partial<ApiResponse> | Error | 'nothing';

/** Gives each request the next outcome of a script, and keeps what was asked. */
export class ScriptedTransport implements Transport {
  readonly requests: ApiRequest[] = [];
  /** The bodies of streams. */
  readonly written: Uint8Array[] = [];
  isClosed = false;
  /** Ends the stream under way before its body does. */
  refuse: (outcome: ApiResponse | Error) => void = () => {};
  readonly #outcomes: Outcome[];

  constructor(...outcomes: Outcome[]) {
    this.#outcomes = outcomes;
  }

  /** Of the last request: its headers by their names as they were sent. */
  get headers(): Record<string, string> {
    const headers = this.requests.at(-1)?.headers ?? [];
    return Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : [])));
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(request);
    return this.#next();
  }

  stream(request: ApiRequest, refused: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    this.requests.push(request);
    this.refuse = refused;
    return {
      write: (parts) => {
        this.written.push(...parts);
        return undefined;
      },
      end: () => this.#next(),
    };
  }

  close(): void {
    this.isClosed = true;
  }

  async #next(): Promise<ApiResponse> {
    const outcome = this.#outcomes.shift();
    if (outcome === 'nothing') return new Promise(() => {});
    if (outcome === undefined) throw new Error('the script has no further outcome');
    if (outcome instanceof Error) throw outcome;
    return { status: 202, headers: {}, body: '', ...outcome };
  }
}
