import { Agent, request } from 'undici';

/** How long a response, or a part of it, may take: longer than the longest invocation, which is 15 minutes. */
const TIMEOUT_MS = 16 * 60 * 1000;

/** A request to send. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A response, of which the body may still arrive. */
export interface HttpResponse {
  readonly status: number;
  /** The chunks as they arrive. Throws if the connection breaks before the end. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/**
 * Sends a request with undici, and resolves when the head of the response has arrived. Redirects are not followed, and
 * nothing is decompressed: the body is what the server sends. The caller closes the response.
 *
 * Loading undici takes about 100 ms, so only the commands that need its streams, timeouts or connections import this.
 */
export async function sendRequest({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
  const agent = new Agent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const close = () => agent.destroy();
  try {
    const response = await request(url, { dispatcher: agent, method, headers, body: body ?? null });
    return { status: response.statusCode, body: response.body, close };
  } catch (error) {
    await close();
    throw error;
  }
}
