import { QueueError } from '../../sources/queue/queue-error.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsOperation } from '../aws-service.ts';

/** Exceptions that have another name in the query protocol, but are not in the model. */
const queryCodes: Readonly<Record<string, string>> = {
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
};

/** The name of an exception in the query protocol, which batches have in both protocols. */
export function queryCodeOf(code: string): string {
  return queryCodes[code] ?? code;
}

/** Turns the errors of queues into those of the API. */
export function withQueueErrors(operation: AwsOperation): AwsOperation {
  return async (input, call) => {
    try {
      return await operation(input, call);
    } catch (error) {
      throw error instanceof QueueError ? apiError(error) : error;
    }
  };
}

function apiError({ code, message }: QueueError): AwsApiError {
  const queryCode = queryCodes[code];
  return new AwsApiError(code, message, queryCode === undefined ? {} : { queryCode });
}
