import { AwsApiError } from '../aws-api-error.ts';
import type { AwsService } from '../aws-service.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { AwsRequest, AwsResponse } from './aws-message.ts';
import type { StructureValue } from './structure-value.ts';

/** The form of messages. All functions are pure. */
export interface AwsProtocol {
  /** @throws {AwsApiError} there is no such operation, or its input has another shape */
  read(
    request: AwsRequest,
    service: AwsService,
  ): { readonly operation: OperationModel; readonly input: StructureValue };
  writeOutput(operation: OperationModel, output: StructureValue, context: ResponseContext): AwsResponse;
  writeError(error: AwsApiError, context: ResponseContext): AwsResponse;
}

export interface ResponseContext {
  readonly requestId: string;
  readonly request: Pick<AwsRequest, 'method' | 'headers'>;
  /** Undefined if there is no such service. */
  readonly model: ServiceModel | undefined;
}

/** @throws {AwsApiError} the service has no operation of this name here */
export function operationNamed(name: string, { model }: AwsService): OperationModel {
  const operation = model.operations.get(name);
  if (operation !== undefined) return operation;
  const offered = [...model.operations.keys()].join(', ');
  throw new AwsApiError(
    'UnknownOperationException',
    `The emulator has no operation ${JSON.stringify(name)} of this service, which has ${offered}`,
    { queryCode: 'InvalidAction' },
  );
}

/** The status of an error, and its name in the query protocol. */
export function describeError({ code, options }: AwsApiError, model: ServiceModel | undefined) {
  const known = model?.errors[code];
  const status = options.status ?? known?.status ?? 400;
  return {
    status,
    queryCode: options.queryCode ?? known?.queryCode ?? code,
    fault: status < 500 ? 'Sender' : 'Receiver',
  };
}
