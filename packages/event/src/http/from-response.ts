import type { ALBResult, APIGatewayProxyResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { decodeUtf8 } from '../payload/payload.ts';
import type { RequestForm } from './request-form.ts';

/** The writer of a streamed response, as far as it is needed here: that of `@alr/writer`. */
export interface ResponseWriter {
  setHttpResponse(head: ResponseHead): unknown;
  close(): Promise<void>;
  readonly writable: WritableStream<Uint8Array>;
}

/** A response without its body. */
export interface ResponseHead {
  readonly statusCode: number;
  /** All but the cookies; a repeated one's values are joined by commas. */
  readonly headers: Record<string, string>;
  /** The values of `set-cookie`, which can't be joined. */
  readonly cookies: string[];
}

/** A response that the caller takes in one piece, in the form that it wants. */
export async function toResult(
  form: RequestForm,
  response: Response,
): Promise<APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult | ALBResult> {
  const { statusCode, headers, cookies } = headOf(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = decodeUtf8(bytes);
  const body = text ?? Buffer.from(bytes).toString('base64');
  const result = { statusCode, body, isBase64Encoded: text === undefined };
  switch (form.kind) {
    case 'v2':
      return { ...result, headers, ...(cookies.length > 0 && { cookies }) };
    case 'v1':
      return { ...result, headers, ...(cookies.length > 0 && { multiValueHeaders: { 'set-cookie': cookies } }) };
    case 'alb': {
      const description = response.statusText && { statusDescription: `${statusCode} ${response.statusText}` };
      // The load balancer reads what is of the kind that it sent.
      return form.event.multiValueHeaders
        ? { ...result, ...description, multiValueHeaders: toMultiValues(headers, cookies) }
        : { ...result, ...description, headers: { ...headers, ...toSpellings(cookies) } };
    }
  }
}

/** A response that is streamed, with its head as the prelude. */
export function toStream(response: Response): (writer: ResponseWriter) => Promise<void> {
  return async (writer) => {
    writer.setHttpResponse(headOf(response));
    if (response.body === null) await writer.close();
    else await response.body.pipeTo(writer.writable);
  };
}

/** Cookies go apart, and how a body is framed on its connection is for the front to say. */
const notHandedOn = new Set(['set-cookie', 'connection', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

function headOf({ status: statusCode, headers }: Response): ResponseHead {
  const kept = [...headers].filter(([name]) => !notHandedOn.has(name));
  return { statusCode, headers: Object.fromEntries(kept), cookies: headers.getSetCookie() };
}

function toMultiValues(headers: Record<string, string>, cookies: string[]): Record<string, string[]> {
  const values = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value]]);
  return Object.fromEntries(cookies.length > 0 ? [...values, ['set-cookie', cookies]] : values);
}

/**
 * A load balancer without multi-value headers takes one value for each name, but doesn't know that `set-cookie` and
 * `Set-cookie` are the same: each cookie has its own spelling.
 */
function toSpellings(cookies: readonly string[]): Record<string, string> {
  return Object.fromEntries(cookies.map((cookie, index) => [spell('set-cookie', index), cookie]));
}

/** Writes the nth letter in upper case where the nth bit is set. */
function spell(name: string, bits: number): string {
  let rest = bits;
  return name.replace(/[a-z]/g, (letter) => {
    const isUpper = rest % 2 === 1;
    rest = Math.floor(rest / 2);
    return isUpper ? letter.toUpperCase() : letter;
  });
}
