import type { IncomingHttpHeaders } from 'node:http';
import type { InvocationRequest } from '../invocation/invocation.ts';
import { LambdaApiError } from './lambda-api-error.ts';

/** The most that an event may have, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const eventLimits = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;

/** How an invoker wants to be answered. */
export type InvocationType = keyof typeof eventLimits;

/** Reads `X-Amz-Invocation-Type`. Throws a {@link LambdaApiError} on a value that AWS doesn't know. */
export function invocationType(headers: IncomingHttpHeaders): InvocationType {
  const type = one(headers['x-amz-invocation-type']) ?? 'RequestResponse';
  if (Object.hasOwn(eventLimits, type)) return type as InvocationType;
  const known = Object.keys(eventLimits).join(', ');
  throw new LambdaApiError(
    400,
    'InvalidParameterValueException',
    `X-Amz-Invocation-Type is "${type}"; it has to be one of ${known}.`,
  );
}

/**
 * Makes an invocation of a request to the Invoke API. `body` is undefined where it was over the limit. Throws a
 * {@link LambdaApiError} as AWS does: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function parseInvokeRequest(
  headers: IncomingHttpHeaders,
  body: Buffer | undefined,
  limit: number,
): InvocationRequest {
  if (body === undefined) {
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw new LambdaApiError(413, 'RequestTooLargeException', message);
  }
  return {
    event: parseEvent(body),
    clientContext: clientContext(one(headers['x-amz-client-context'])),
    tenantId: tenantId(one(headers['x-amz-tenant-id'])),
    traceHeader: one(headers['x-amzn-trace-id']),
  };
}

function parseEvent(body: Buffer): Buffer {
  if (body.length === 0) return Buffer.from('{}');
  try {
    JSON.parse(body.toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LambdaApiError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${reason}`,
    );
  }
  return body;
}

function clientContext(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64').toString());
    return asciiJson(parsed);
  } catch {
    throw new LambdaApiError(
      400,
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
}

/** JSON on one line of ASCII: it travels on as a header. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function tenantId(header: string | undefined): string | undefined {
  if (header === undefined || /^[\w.:/=+\-@ ]{1,256}$/.test(header)) return header;
  throw new LambdaApiError(
    400,
    'InvalidParameterValueException',
    'X-Amz-Tenant-Id has to be 1 to 256 letters, digits, spaces or _.:/=+-@.',
  );
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
