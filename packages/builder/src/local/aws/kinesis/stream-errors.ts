import { StreamError } from '../../sources/stream/stream-error.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsOperation } from '../aws-service.ts';

/** Turns the errors of streams into those of the API. */
export function withStreamErrors(operations: Readonly<Record<string, AwsOperation>>): Record<string, AwsOperation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input, call) => {
        try {
          return operation(input, call);
        } catch (error) {
          throw error instanceof StreamError ? new AwsApiError(error.code, error.message) : error;
        }
      },
    ]),
  );
}
