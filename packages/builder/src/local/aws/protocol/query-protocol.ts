import { AwsApiError } from '../aws-api-error.ts';
import { type AwsProtocol, describeError, operationNamed, type ResponseContext } from './protocol.ts';
import { fromForm } from './query-values.ts';
import { escapeXml } from './xml.ts';
import { element, toXml } from './xml-values.ts';

/** The query protocol of SNS, and of older clients for SQS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const queryProtocol: AwsProtocol = {
  read({ url, body }, service) {
    const [path = '/', query = ''] = url.split('?', 2);
    const form = new URLSearchParams(query);
    // The last value of a field counts. Replacing the earlier ones would take quadratic time.
    for (const [name, value] of new URLSearchParams(body.toString())) form.append(name, value);
    const action = form.getAll('Action').at(-1);
    if (action === undefined) throw new AwsApiError('MissingAction', 'The request has no Action');
    const operation = operationNamed(action, service);
    for (const [name, value] of Object.entries(service.inputOfPath?.(path) ?? {})) {
      if (!form.has(name)) form.set(name, String(value));
    }
    return { operation, input: fromForm(operation.input, form) };
  },

  writeOutput({ name, output: structure }, output, context) {
    const result = structure.members.length === 0 ? '' : element(`${name}Result`, toXml(structure, output));
    const metadata = element('ResponseMetadata', element('RequestId', context.requestId));
    return respond(200, element(`${name}Response`, result + metadata, namespaceOf(context)), context);
  },

  writeError(error, context) {
    const { status, queryCode, fault } = describeError(error, context.model);
    const description =
      element('Type', fault) +
      element('Code', escapeXml(queryCode)) +
      element('Message', escapeXml(error.message)) +
      element('Detail', '');
    const body = element('Error', description) + element('RequestId', context.requestId);
    return respond(status, element('ErrorResponse', body, namespaceOf(context)), context);
  },
};

function namespaceOf({ model }: ResponseContext): string {
  return model === undefined ? '' : ` xmlns="${model.namespace}"`;
}

function respond(status: number, document: string, { requestId }: ResponseContext) {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0"?>${document}`,
  };
}
