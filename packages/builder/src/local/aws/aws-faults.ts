import { closestMatch } from '../../terminal/text/closest-match.ts';
import { always, Chance, type Occurrence, type Random, splitOccurrence } from '../faults/occurrence.ts';
import { InvalidFaultError } from '../function/runtime-api/fault.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { AwsApiError } from './aws-api-error.ts';
import type { CompactModel } from './model/compact-model.ts';

/** The services by the names in faults, with the names in signatures, and their models. */
const services: Readonly<Record<string, { readonly signed: string; readonly model: () => Promise<CompactModel> }>> = {
  sqs: { signed: 'sqs', model: async () => (await import('./model/sqs.generated.ts')).sqsModel },
  sns: { signed: 'sns', model: async () => (await import('./model/sns.generated.ts')).snsModel },
  s3: { signed: 's3', model: async () => (await import('./model/s3.generated.ts')).s3Model },
  eventbridge: { signed: 'events', model: async () => (await import('./model/events.generated.ts')).eventsModel },
  kinesis: { signed: 'kinesis', model: async () => (await import('./model/kinesis.generated.ts')).kinesisModel },
};

/** The error that a service responds with, by status. Services that are not named have the one of `other`. */
const codes: Readonly<Record<number, Readonly<Record<string, string>> & { readonly other: string }>> = {
  400: { s3: 'InvalidRequest', sns: 'InvalidParameterException', other: 'ValidationException' },
  403: { s3: 'AccessDenied', sqs: 'AccessDenied', sns: 'AuthorizationErrorException', other: 'AccessDeniedException' },
  404: {
    s3: 'NoSuchKey',
    sqs: 'QueueDoesNotExist',
    sns: 'NotFoundException',
    other: 'ResourceNotFoundException',
  },
  429: {
    s3: 'SlowDown',
    sqs: 'RequestThrottled',
    sns: 'ThrottledException',
    kinesis: 'ProvisionedThroughputExceededException',
    other: 'ThrottlingException',
  },
  500: { s3: 'InternalError', sns: 'InternalErrorException', events: 'InternalException', other: 'InternalFailure' },
  503: { s3: 'SlowDown', other: 'ServiceUnavailable' },
};

const syntax = /^aws=(?<service>[a-z0-9]+)\.(?<operation>[A-Za-z0-9]+):(?<status>[45]\d\d)$/;
const USAGE = `use aws=SERVICE.Operation:STATUS, such as aws=sqs.SendMessage:503; SERVICE is one of ${Object.keys(services).join(', ')}, and STATUS is from 400 to 599`;

interface AwsFault extends Occurrence {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly text: string;
}

/** The error of `queue=throttle`, which clients retry. */
export function throttledQueue(): AwsApiError {
  return new AwsApiError('RequestThrottled', 'The request was denied due to request throttling.', { status: 403 });
}

/** Fails calls of functions to local services on purpose. */
export class AwsFaults {
  readonly #emit: LocalEventListener;
  #faults: readonly { readonly fault: AwsFault; readonly chance: Chance }[] = [];

  constructor(emit: LocalEventListener) {
    this.#emit = emit;
  }

  /** Injects these faults from now on. */
  replace(faults: readonly AwsFault[], randomOf: (fault: string) => Random): void {
    this.#faults = faults.map((fault) => ({ fault, chance: new Chance(fault, randomOf(fault.text)) }));
  }

  /**
   * The error with which a call fails; undefined if it does not.
   *
   * @param service its name in signatures
   */
  take(service: string, operation: string): AwsApiError | undefined {
    const found = this.#faults.find(
      ({ fault, chance }) => fault.service === service && fault.operation === operation && chance.take(),
    );
    if (found === undefined) return undefined;
    const { status } = found.fault;
    const code = codes[status]?.[service] ?? codes[status]?.other ?? 'InjectedFault';
    this.#emit({ type: 'fault', call: `${service} ${operation}`, effect: `fails with ${status} ${code}` });
    return new AwsApiError(code, 'Injected by --fault', { status });
  }
}

/**
 * Parses `aws=SERVICE.Operation:STATUS[:TIMES]`.
 *
 * @throws {InvalidFaultError} it is something else, or the service has no such operation
 */
export async function parseAwsFault(text: string): Promise<AwsFault> {
  // A status alone looks like TIMES.
  const split = splitOccurrence(text);
  const { name, occurrence } = syntax.test(split.name) ? split : { name: text, occurrence: always };
  const { service = '', operation = '', status } = syntax.exec(name)?.groups ?? {};
  const known = Object.hasOwn(services, service) ? services[service] : undefined;
  if (known === undefined) {
    const match = closestMatch(service, Object.keys(services));
    throw new InvalidFaultError(
      `there is no fault "${text}"${match === undefined ? '' : `; did you mean ${match}?`}: ${USAGE}`,
    );
  }
  const { operations } = await known.model();
  const names = Object.keys(operations);
  if (names.includes(operation)) {
    return { service: known.signed, operation, status: Number(status), ...occurrence, text };
  }
  const match = closestMatch(operation, names);
  const advice = match === undefined ? `it has ${names.join(', ')}` : `did you mean ${service}.${match}?`;
  throw new InvalidFaultError(`there is no fault "${text}", because ${service} has no ${operation} here: ${advice}`);
}
