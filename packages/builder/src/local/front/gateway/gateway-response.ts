import type { OutgoingHttpHeaders } from 'node:http';
import {
  checkBody,
  headerValue,
  hopByHopHeaders,
  InvalidUrlResponseError,
  isRecord,
  parseJson,
  parseStatus,
} from '../function-url-response.ts';

/** Which members of the function's response the headers are read from. */
export type HeaderSource = 'headers' | 'multiValueHeaders' | 'both';

/** The function's response, checked. */
export interface ParsedGatewayResponse {
  readonly statusCode: number;
  readonly statusDescription: string | undefined;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Parses the response of a function to a REST API or a load balancer.
 *
 * @throws {InvalidUrlResponseError} it is not JSON, or describes no valid HTTP response
 */
export function parseGatewayResponse(payload: Buffer, { reads }: { reads: HeaderSource }): ParsedGatewayResponse {
  const parsed = parseJson(payload.toString(), 'the response');
  if (!isRecord(parsed)) {
    throw new InvalidUrlResponseError(
      `the response is ${JSON.stringify(parsed).slice(0, 100)}, but must be an object with a statusCode`,
    );
  }
  const { isBase64Encoded, statusDescription } = parsed;
  const body = parsed.body ?? '';
  checkBody(body);
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== 'boolean') {
    throw new InvalidUrlResponseError(`isBase64Encoded is ${JSON.stringify(isBase64Encoded)}, but must be a boolean`);
  }
  return {
    statusCode: parseStatus(parsed.statusCode),
    statusDescription: typeof statusDescription === 'string' ? statusDescription : undefined,
    headers: parseHeaders(parsed, reads),
    body,
    isBase64Encoded: isBase64Encoded === true,
  };
}

function parseHeaders(parsed: Record<string, unknown>, reads: HeaderSource): OutgoingHttpHeaders {
  // A map, because the function may name a header "__proto__".
  const lists = new Map<string, string[]>();
  const add = (name: string, values: readonly unknown[]) => {
    // The connection is between the client and the gateway, so the function has no say in it.
    if (hopByHopHeaders.has(name.toLowerCase())) return;
    const list = lists.get(name.toLowerCase()) ?? [];
    for (const value of values.map((each) => headerValue(name, each))) if (!list.includes(value)) list.push(value);
    lists.set(name.toLowerCase(), list);
  };
  if (reads !== 'headers') {
    for (const [name, values] of Object.entries(record(parsed, 'multiValueHeaders'))) {
      if (!Array.isArray(values)) {
        throw new InvalidUrlResponseError(`multiValueHeaders has no array for ${JSON.stringify(name)}`);
      }
      add(name, values);
    }
  }
  if (reads !== 'multiValueHeaders') {
    for (const [name, value] of Object.entries(record(parsed, 'headers'))) add(name, [value]);
  }
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function record(parsed: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = parsed[name] ?? {};
  if (!isRecord(value)) throw new InvalidUrlResponseError(`${name} must be an object`);
  return value;
}
