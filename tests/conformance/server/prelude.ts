import type { Exchange } from './exchange.ts';

/** The beginning of a stream that sets status, headers and cookies of an HTTP response. */
export interface Prelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** Splits a streamed HTTP response into prelude (JSON), 8 NUL bytes, and payload. */
export function parsePrelude(response: Exchange): {
  contentType: string | undefined;
  prelude: Prelude;
  payload: string;
} {
  const [json = '', ...payload] = response.text.split('\0'.repeat(8));
  return {
    contentType: response.header('content-type'),
    prelude: JSON.parse(json) as Prelude,
    payload: payload.join('\0'.repeat(8)),
  };
}
