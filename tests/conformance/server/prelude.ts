import type { Exchange } from './exchange.ts';

/** What a stream sends ahead of its payload to set an HTTP response. */
export interface Prelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** Takes a streamed HTTP response apart: JSON, 8 NUL bytes, payload. */
export function parsePrelude(reply: Exchange): { contentType: string | undefined; prelude: Prelude; payload: string } {
  const [json = '', ...payload] = reply.text.split('\0'.repeat(8));
  return {
    contentType: reply.header('content-type'),
    prelude: JSON.parse(json) as Prelude,
    payload: payload.join('\0'.repeat(8)),
  };
}
