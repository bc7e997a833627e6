import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from '../runtime-api/transport.ts';

/** The response that the platform would have received. */
export type RecordedResponse =
  | { readonly kind: 'none' }
  | { readonly kind: 'buffered'; readonly body: string }
  | { readonly kind: 'error'; readonly body: string }
  | { readonly kind: 'streamed'; readonly contentType: string; readonly bytes: Buffer };

const accepted: ApiResponse = { status: 202, headers: {}, body: '' };

/** Replaces the Runtime API: returns one event, and records the response. */
export class RecordingTransport implements Transport {
  readonly #event: ApiResponse;
  readonly #finished = Promise.withResolvers<RecordedResponse>();
  #isEventSent = false;
  #response: RecordedResponse = { kind: 'none' };

  constructor(event: string, headers: ApiResponse['headers']) {
    this.#event = { status: 200, headers, body: event };
  }

  /** Resolves when the function polls for another event, or when its process would exit. */
  get finished(): Promise<RecordedResponse> {
    return this.#finished.promise;
  }

  /** Called if the function cannot run at all. */
  fail(error: unknown): void {
    this.#finished.reject(error);
  }

  /** Called when the function's process would exit. */
  exit(): void {
    this.#finished.resolve(this.#response);
  }

  async request({ method, path, body = '' }: ApiRequest): Promise<ApiResponse> {
    if (method === 'POST') {
      this.#response = { kind: path.endsWith('/error') ? 'error' : 'buffered', body };
      return accepted;
    }
    if (!this.#isEventSent) {
      this.#isEventSent = true;
      return this.#event;
    }
    this.#finished.resolve(this.#response);
    return new Promise(() => {});
  }

  stream({ headers }: ApiRequest): ApiRequestStream {
    const parts: Uint8Array[] = [];
    const contentType = headers[headers.indexOf('Content-Type') + 1] ?? '';
    return {
      write: (more) => {
        // Copied, because the writer may overwrite them.
        for (const part of more) parts.push(Uint8Array.from(part));
        return undefined;
      },
      end: async () => {
        this.#response = { kind: 'streamed', contentType, bytes: Buffer.concat(parts) };
        return accepted;
      },
    };
  }

  close(): void {}
}
