import type { ALBResult, APIGatewayProxyResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { decodeUtf8 } from '../payload/payload.ts';
import type { RequestForm } from './request-form.ts';

/** The part of the `Writer` of `@alr/writer` that is used here. */
export interface ResponseWriter {
  setHttpResponse(head: ResponseHead): unknown;
  close(): Promise<void>;
  readonly writable: WritableStream<Uint8Array>;
}

/** A response without its body. */
export interface ResponseHead {
  readonly statusCode: number;
  /** All headers but cookies. The values of a repeated header are joined with commas. */
  readonly headers: Record<string, string>;
  /** The values of `set-cookie`, which cannot be joined. */
  readonly cookies: string[];
}

/** Converts a response to a result, in the form that belongs to the request. */
export async function toResult(
  form: RequestForm,
  response: Response,
): Promise<APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult | ALBResult> {
  if (form.kind === 'v1') return toProxyResult(response);
  const { statusCode, headers, cookies } = headOf(response);
  const result = { statusCode, ...(await bodyOf(response)) };
  switch (form.kind) {
    case 'v2':
      return { ...result, headers, ...(cookies.length > 0 && { cookies }) };
    // VPC Lattice reads the form of a load balancer without multi-value headers.
    case 'lattice-v1':
    case 'lattice-v2':
    case 'alb': {
      const description = response.statusText && { statusDescription: `${statusCode} ${response.statusText}` };
      // The load balancer reads the kind of headers that it sends itself.
      return form.kind === 'alb' && form.event.multiValueHeaders
        ? { ...result, ...description, multiValueHeaders: toMultiValues(headers, cookies) }
        : { ...result, ...description, headers: { ...headers, ...toSpellings(cookies) } };
    }
  }
}

/** Converts a response to a result in payload format 1.0, which WebSocket APIs have too. */
export async function toProxyResult(response: Response): Promise<APIGatewayProxyResult> {
  const { statusCode, headers, cookies } = headOf(response);
  const multiValueHeaders = cookies.length > 0 && { multiValueHeaders: { 'set-cookie': cookies } };
  return { statusCode, ...(await bodyOf(response)), headers, ...multiValueHeaders };
}

/** Converts a response to a function that streams it, with its head as the prelude. */
export function toStream(response: Response): (writer: ResponseWriter) => Promise<void> {
  return async (writer) => {
    writer.setHttpResponse(headOf(response));
    if (response.body === null) await writer.close();
    else await response.body.pipeTo(writer.writable);
  };
}

/**
 * Headers left out of a result: cookies have a separate member, and the front frames the body of its connection.
 */
const omittedHeaders = new Set(['set-cookie', 'connection', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

/** The body as text, or in base64 if it is not UTF-8. */
async function bodyOf(response: Response): Promise<{ body: string; isBase64Encoded: boolean }> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = decodeUtf8(bytes);
  return { body: text ?? Buffer.from(bytes).toString('base64'), isBase64Encoded: text === undefined };
}

function headOf({ status: statusCode, headers }: Response): ResponseHead {
  const kept = [...headers].filter(([name]) => !omittedHeaders.has(name));
  return { statusCode, headers: Object.fromEntries(kept), cookies: headers.getSetCookie() };
}

function toMultiValues(headers: Record<string, string>, cookies: string[]): Record<string, string[]> {
  const values = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value]]);
  return Object.fromEntries(cookies.length > 0 ? [...values, ['set-cookie', cookies]] : values);
}

/**
 * A load balancer without multi-value headers, and VPC Lattice, take one value per name, but do not know that `set-cookie`
 * and `Set-cookie` are the same name. So every cookie gets a different spelling of it.
 */
function toSpellings(cookies: readonly string[]): Record<string, string> {
  return Object.fromEntries(cookies.map((cookie, index) => [spell('set-cookie', index), cookie]));
}

/** Writes the nth letter in upper case if the nth bit is set. */
function spell(name: string, bits: number): string {
  let rest = bits;
  return name.replace(/[a-z]/g, (letter) => {
    const isUpper = rest % 2 === 1;
    rest = Math.floor(rest / 2);
    return isUpper ? letter.toUpperCase() : letter;
  });
}
