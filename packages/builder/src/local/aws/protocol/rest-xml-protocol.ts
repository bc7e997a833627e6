import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { firstValue } from '../../http/server.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { Member, NamedMember, SimpleShape, Structure } from '../model/service-model.ts';
import type { AwsRequest } from './aws-message.ts';
import { findRestOperation, type RestTarget } from './find-rest-operation.ts';
import { type AwsProtocol, describeError, type ResponseContext } from './protocol.ts';
import { readStructure, type StructureValue } from './structure-value.ts';
import { fromText, toText } from './text-values.ts';
import { escapeXml, malformedXml, parseXml } from './xml.ts';
import { element, fromXml, toXml } from './xml-values.ts';

/** The protocol of S3: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export const restXmlProtocol: AwsProtocol = {
  read(request, service) {
    const { operation, target } = findRestOperation(request, service.model);
    const input = readStructure(operation.input, (member) => readMember(member, request, target), missingBody);
    return { operation, input };
  },

  writeOutput({ output: structure, http }, output, context) {
    const headers: OutgoingHttpHeaders = headersOf(context);
    const inBody: NamedMember[] = [];
    let body: Uint8Array | string = '';
    for (const member of structure.members) {
      const value = output[member.name];
      if (!isOutside(member)) inBody.push(member);
      if (value === undefined) continue;
      if (member.header !== undefined) {
        headers[member.header] = headerValue(toText(member.shape as SimpleShape, value, 'http-date'));
      } else if (member.headers !== undefined) {
        for (const [name, each] of Object.entries(value as Record<string, string>)) {
          headers[`${member.headers}${name}`] = headerValue(each);
        }
      } else if (member.payload) body = writePayload(member, value, context);
    }
    if (inBody.length > 0) {
      body = writeBody({ ...structure, members: inBody }, output, context);
    }
    if (typeof body === 'string' && body !== '') headers['content-type'] = 'application/xml';
    const status = output.ContentRange === undefined ? (http?.[2] ?? 200) : 206;
    return { status, headers, body };
  },

  writeError(error, context) {
    const { status } = describeError(error, context.model);
    const { details = {} } = error.options;
    const elements = { Code: error.code, Message: error.message, ...details, RequestId: context.requestId };
    const content = Object.entries(elements).map(([name, text]) => element(name, escapeXml(text)));
    const hasBody = status >= 400 && context.request.method !== 'HEAD';
    return {
      status,
      headers: {
        ...headersOf(context),
        ...error.options.headers,
        ...(hasBody && { 'content-type': 'application/xml' }),
      },
      body: hasBody ? `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', content.join(''))}` : '',
    };
  },
};

function headersOf({ requestId }: ResponseContext): OutgoingHttpHeaders {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': Buffer.from(requestId).toString('base64') };
}

/** Whether a member is not one of the elements in the body. */
function isOutside({ label, header, headers, query, payload }: Member): boolean {
  return label === true || header !== undefined || headers !== undefined || query !== undefined || payload === true;
}

function readMember(member: NamedMember, { headers, body }: AwsRequest, target: RestTarget): unknown {
  const { name, shape } = member;
  if (member.label) return target[name as 'Bucket' | 'Key'];
  if (member.headers !== undefined) return prefixedHeaders(headers, member.headers);
  if (member.payload) {
    if (shape.kind === 'blob') return body;
    if (shape.kind !== 'structure' || body.length === 0) return undefined;
    const element = parseXml(body.toString().replace(/^\uFEFF/, ''));
    if (element.name !== (member.xmlName ?? shape.xmlName ?? shape.name)) throw malformedXml();
    return fromXml(shape, element);
  }
  const { header, query = '' } = member;
  const text = header === undefined ? (target.query.get(query) ?? undefined) : firstValue(headers[header]);
  if (text === undefined) return undefined;
  if (shape.kind === 'list') return text.split(',').map((item) => item.trim());
  return parameterOf(shape as SimpleShape, text, header ?? query, header !== undefined);
}

/**
 * The value of a header, or of a parameter in the query.
 *
 * @throws {AwsApiError} it is not one of its type
 */
function parameterOf(shape: SimpleShape, text: string, name: string, isHeader: boolean): unknown {
  const { kind } = shape;
  if (text === '' && kind !== 'string') return undefined;
  const invalid = (problem: string) => {
    const message = kind === 'number' ? 'not an integer or within integer range' : problem;
    const details = { ArgumentName: name, ArgumentValue: text };
    return new AwsApiError('InvalidArgument', `Provided ${name} ${message}`, { details });
  };
  try {
    return fromText(shape, text, invalid);
  } catch (error) {
    // A header with a date that is none does not count: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    if (isHeader && kind !== 'number' && kind !== 'boolean') return undefined;
    throw error;
  }
}

/** Other members that are missing lead to another operation, or to none. */
function missingBody(): AwsApiError {
  return new AwsApiError('MissingRequestBodyError', 'Request Body is empty');
}

function prefixedHeaders(headers: IncomingHttpHeaders, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), [value].flat().join(',')]),
  );
}

function writeBody(structure: Structure, output: StructureValue, context: ResponseContext): string {
  const name = structure.xmlName ?? structure.name;
  const [member] = structure.members;
  // GetBucketLocation has one value, without an element around it.
  if (structure.members.length === 1 && member?.name === name) {
    return document(name, escapeXml(String(output[name] ?? '')), context);
  }
  return document(name, toXml(structure, output), context);
}

function writePayload({ shape, xmlName }: Member, value: unknown, context: ResponseContext): Uint8Array | string {
  if (shape.kind !== 'structure') return value as Uint8Array | string;
  return document(xmlName ?? shape.xmlName ?? shape.name, toXml(shape, value as StructureValue), context);
}

function document(name: string, content: string, { model }: ResponseContext): string {
  const namespace = model === undefined ? '' : ` xmlns="${model.namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content, namespace)}`;
}

/**
 * Node rejects control characters in headers, and would fail the response. The bytes of other characters are those that a
 * request had, because Node reads headers as Latin-1, too.
 */
function headerValue(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}
