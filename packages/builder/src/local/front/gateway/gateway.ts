import type { OutgoingHttpHeaders } from 'node:http';
import type { UrlContext, UrlRequest } from '../payload-format-2.ts';

/** What can be in front of the function. */
export const frontKinds = ['url', 'http-api', 'rest-api', 'alb'] as const;

/** What can be in front of the function; `url` is a function URL. */
export type FrontKind = (typeof frontKinds)[number];

/** A request, with its headers as the client has sent them. */
export interface GatewayRequest extends UrlRequest {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** The trace that the gateway has begun, or goes on with. */
  readonly traceHeader: string;
  readonly port: number;
}

/** A complete HTTP response. */
export interface GatewayResponse {
  readonly statusCode: number;
  /** The text after the status code. Default: the usual one. */
  readonly reason?: string | undefined;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** What is probably not intended. */
  readonly warning?: string | undefined;
}

/** A service that invokes the function with HTTP requests. */
export interface Gateway {
  /** Its name in messages. */
  readonly name: string;
  readonly bodyLimitBytes: number;
  /** How long it waits for the function. Undefined: for as long as the function runs. */
  readonly timeLimitMs: number | undefined;
  /** The headers by which its responses identify the request. */
  readonly identification: (requestId: string, traceHeader: string) => OutgoingHttpHeaders;
  readonly event: (request: GatewayRequest, context: UrlContext) => object;
  /** @throws {InvalidUrlResponseError} the function's response does not describe an HTTP response */
  readonly response: (payload: Buffer, request: GatewayRequest) => GatewayResponse;
  /** What the client gets instead of a response of the function. */
  readonly errors: {
    readonly tooLarge: GatewayResponse;
    readonly failed: GatewayResponse;
    readonly timedOut: GatewayResponse;
  };
}

/** An error of API Gateway: a status, and a message in JSON. */
export function jsonError(statusCode: number, message: string): GatewayResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
