import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** A request, read to its end. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A response, ready to be sent. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array | string;
}
