import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from '../runtime-api/transport.ts';

/** The reply that the platform would have got. */
export type RecordedReply =
  | { readonly kind: 'none' }
  | { readonly kind: 'buffered'; readonly body: string }
  | { readonly kind: 'error'; readonly body: string }
  | { readonly kind: 'streamed'; readonly contentType: string; readonly bytes: Buffer };

const accepted: ApiResponse = { status: 202, headers: {}, body: '' };

/** Stands in for the Runtime API: hands out one event, and keeps the reply. */
export class RecordingTransport implements Transport {
  readonly #event: ApiResponse;
  readonly #finished = Promise.withResolvers<RecordedReply>();
  #wasHandedOut = false;
  #reply: RecordedReply = { kind: 'none' };

  constructor(event: string, headers: ApiResponse['headers']) {
    this.#event = { status: 200, headers, body: event };
  }

  /** Resolves when the function asks for another event, or its process would exit. */
  get finished(): Promise<RecordedReply> {
    return this.#finished.promise;
  }

  /** The function can't run at all. */
  fail(error: unknown): void {
    this.#finished.reject(error);
  }

  /** The function's process would exit now. */
  exited(): void {
    this.#finished.resolve(this.#reply);
  }

  async request({ method, path, body = '' }: ApiRequest): Promise<ApiResponse> {
    if (method === 'POST') {
      this.#reply = { kind: path.endsWith('/error') ? 'error' : 'buffered', body };
      return accepted;
    }
    if (!this.#wasHandedOut) {
      this.#wasHandedOut = true;
      return this.#event;
    }
    this.#finished.resolve(this.#reply);
    return new Promise(() => {});
  }

  stream({ headers }: ApiRequest): ApiRequestStream {
    const parts: Uint8Array[] = [];
    const contentType = headers[headers.indexOf('Content-Type') + 1] ?? '';
    return {
      write: (more) => {
        // Copied: they may be overwritten.
        for (const part of more) parts.push(Uint8Array.from(part));
        return undefined;
      },
      end: async () => {
        this.#reply = { kind: 'streamed', contentType, bytes: Buffer.concat(parts) };
        return accepted;
      },
    };
  }

  close(): void {}
}
