import { firstValue } from '../../http/server.ts';
import { malformedRequest } from '../aws-api-error.ts';
import { fromJson, toJson } from './json-values.ts';
import { type AwsProtocol, describeError, operationNamed, type ResponseContext } from './protocol.ts';
import type { StructureValue } from './structure-value.ts';

/**
 * AWS JSON 1.0 and 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 * For SQS, a header of an error has its name in the query protocol too.
 */
export const jsonProtocol: AwsProtocol = {
  read({ headers, body }, service) {
    const target = firstValue(headers['x-amz-target']) ?? '';
    const prefix = `${service.model.target}.`;
    const operation = operationNamed(target.startsWith(prefix) ? target.slice(prefix.length) : target, service);
    const json = body.length === 0 ? {} : parse(body.toString());
    return { operation, input: fromJson(operation.input, json, 'request') as StructureValue };
  },

  writeOutput(operation, output, context) {
    const body = JSON.stringify(toJson(operation.output, output));
    return { status: 200, headers: headersOf(context), body };
  },

  writeError(error, context) {
    const { status, queryCode, fault } = describeError(error, context.model);
    return {
      status,
      headers: {
        ...headersOf(context),
        ...error.options.headers,
        'x-amzn-query-error': `${queryCode};${fault}`,
      },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    };
  },
};

function headersOf({ requestId, request }: ResponseContext) {
  const version = request.headers['content-type']?.startsWith('application/x-amz-json-1.1') ? '1.1' : '1.0';
  return { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId };
}

function parse(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  } catch {
    // Reported below, like JSON that is not an object.
  }
  throw malformedRequest('The body of the request is not a JSON object');
}
