import { type ApiCall, protocolOf } from './api-call.ts';

/** An error that AWS responds with. */
export interface Refusal {
  /** The code, as the SDK reports it in the name of the error. */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** The code in the query protocol, if it differs: SQS sends both. */
  readonly queryCode?: string;
}

/** An HTTP response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Encodes an error as the service of the call does. */
export function encodeRefusal(call: ApiCall, refusal: Refusal): HttpResponse {
  const { code, message, status = 400, queryCode } = refusal;
  const headers = { 'x-amzn-requestid': crypto.randomUUID() };
  switch (protocolOf(call)) {
    case 'query':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>Sender</Type>${xmlError(refusal)}</Error><RequestId>1</RequestId></ErrorResponse>`,
      };
    case 'rest-xml':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?><Error>${xmlError(refusal)}<RequestId>1</RequestId></Error>`,
      };
    case 'json':
      return {
        status,
        headers: {
          ...headers,
          'content-type': `application/x-amz-json-${call.service === 'sqs' ? '1.0' : '1.1'}`,
          ...(queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};Sender` }),
        },
        body: JSON.stringify({ __type: `com.amazonaws.${call.service}#${code}`, message }),
      };
    case 'rest-json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Type: 'User', Message: message, message }),
      };
  }
}

function xmlError({ code, message }: Refusal): string {
  return `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
