import { closestMatch } from '../../../terminal/text/closest-match.ts';
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
export function operationNamed(name: string, { model, missingOperations }: AwsService): OperationModel {
  const operation = model.operations.get(name);
  if (operation !== undefined) return operation;
  if (Object.hasOwn(model.missing, name)) throw missingOperation(name, model, missingOperations);
  const offered = [...model.operations.keys()];
  const match = closestMatch(name, offered);
  const suggestion = match === undefined ? '' : `; did you mean ${match}?`;
  const advice = missingOperations === undefined ? '' : `: ${missingOperations}`;
  throw new AwsApiError(
    'UnknownOperationException',
    `${model.title} has no operation ${JSON.stringify(name)}${suggestion} (the emulator has ${offered.join(', ')})${advice}`,
    { queryCode: 'InvalidAction' },
  );
}

/** The error for an operation that only AWS has. */
export function missingOperation(name: string, model: ServiceModel, advice = ''): AwsApiError {
  const offered = [...model.operations.keys()].join(', ');
  const isRest = model.target === '';
  return new AwsApiError(
    isRest ? 'NotImplemented' : 'UnknownOperationException',
    `The emulator does not have the operation ${name} of ${model.title}, only ${offered}${advice && `: ${advice}`}`,
    isRest ? { status: 501 } : { queryCode: 'InvalidAction' },
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
