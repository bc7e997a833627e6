import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from '../src/runtime-api/transport.ts';

/** The outcome of a request: a response, an error, or no response at all. */
export type Outcome = Partial<ApiResponse> | Error | 'nothing';

/** A transport that gives each request the next outcome of a script, and records the requests. */
export class ScriptedTransport implements Transport {
  readonly requests: ApiRequest[] = [];
  /** The bodies of streams. */
  readonly written: Uint8Array[] = [];
  isClosed = false;
  /** Rejects the current stream before its body is complete. */
  rejectStream: (outcome: ApiResponse | Error) => void = () => {};
  readonly #outcomes: Outcome[];

  constructor(...outcomes: Outcome[]) {
    this.#outcomes = outcomes;
  }

  /** The headers of the last request. */
  get headers(): Record<string, string> {
    const headers = this.requests.at(-1)?.headers ?? [];
    return Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : [])));
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(request);
    return this.#next();
  }

  stream(request: ApiRequest, onEarlyEnd: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    this.requests.push(request);
    this.rejectStream = onEarlyEnd;
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
