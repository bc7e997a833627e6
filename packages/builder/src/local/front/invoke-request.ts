import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { parseJson } from '../../terminal/text/parse-json.ts';
import type { InvocationRequest } from '../function/invocation/invocation.ts';
import { firstValue } from '../http/server.ts';

/** The limits of an event in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const eventLimits = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;

/** The header of an X-Ray trace, in requests and responses. */
export const TRACE_HEADER = 'x-amzn-trace-id';

/** Whether the invoker waits for the response, queues the event, or only checks the request. */
export type InvocationType = keyof typeof eventLimits;

/** An error in the form that AWS SDKs expect: the type in a header, the message in the body. */
export class LambdaApiError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }

  override get name(): string {
    return 'LambdaApiError';
  }

  send(response: ServerResponse): void {
    const body = JSON.stringify({ Type: this.status < 500 ? 'User' : 'Service', Message: this.message });
    response.writeHead(this.status, { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': this.type }).end(body);
  }
}

/**
 * Reads `X-Amz-Invocation-Type`.
 *
 * @throws {LambdaApiError} AWS has no such type
 */
export function invocationType(headers: IncomingHttpHeaders): InvocationType {
  const type = firstValue(headers['x-amz-invocation-type']) ?? 'RequestResponse';
  if (Object.hasOwn(eventLimits, type)) return type as InvocationType;
  throw new LambdaApiError(
    400,
    'InvalidParameterValueException',
    `X-Amz-Invocation-Type is "${type}". Use one of ${Object.keys(eventLimits).join(', ')}`,
  );
}

/**
 * Parses a request to the Invoke API: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @param body undefined if it was over the limit
 * @throws {LambdaApiError} the request is invalid: the error is the one that AWS returns
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
    clientContext: parseClientContext(firstValue(headers['x-amz-client-context'])),
    tenantId: parseTenantId(firstValue(headers['x-amz-tenant-id'])),
    traceHeader: firstValue(headers[TRACE_HEADER]),
  };
}

function parseEvent(body: Buffer): Buffer {
  if (body.length === 0) return Buffer.from('{}');
  try {
    parseJson(body.toString());
  } catch (error) {
    // parseJson throws only JsonErrors.
    const { message } = error as Error;
    throw new LambdaApiError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${message}`,
    );
  }
  return body;
}

function parseClientContext(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64').toString());
    return toAsciiJson(parsed);
  } catch {
    throw new LambdaApiError(
      400,
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
}

/** JSON in ASCII on one line, so that it can be sent as a header. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function parseTenantId(header: string | undefined): string | undefined {
  if (header === undefined || /^[\w.:/=+\-@ ]{1,256}$/.test(header)) return header;
  throw new LambdaApiError(
    400,
    'InvalidParameterValueException',
    `X-Amz-Tenant-Id is ${JSON.stringify(header)}. Use 1 to 256 letters, digits, spaces or characters of _.:/=+-@`,
  );
}
