import type { ServiceModel } from './model/service-model.ts';
import type { AwsRequest } from './protocol/aws-message.ts';
import type { StructureValue } from './protocol/structure-value.ts';

/** What an operation knows about its call. */
export interface AwsCall {
  readonly requestId: string;
  /** Milliseconds since 1970, on the clock of the sources. */
  readonly now: number;
  /** The address that the client has used: `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  /** The client's X-Ray trace header. A function's client sends that of the invocation. */
  readonly traceHeader: string | undefined;
  /** Aborted when the client no longer waits. */
  readonly signal: AbortSignal;
}

/** An operation, whose input and output have the shapes of AWS's SDK. The protocol has checked the input's types. */
export type AwsOperation = (input: never, call: AwsCall) => unknown;

/** A service of AWS on this machine. */
export interface AwsService {
  readonly model: ServiceModel;
  /** The form of its messages. A service of remote procedure calls accepts JSON and forms. */
  readonly style: 'rpc' | 'rest-xml';
  readonly bodyLimit: number;
  readonly operations: Readonly<Record<string, AwsOperation>>;
  /** What to add to the error for an operation that the service does not have. */
  readonly missingOperations?: string;
  /** Removes an encoding of the body, and verifies its checksums. */
  readonly decodeRequest?: (request: AwsRequest) => AwsRequest;
  /** The part of the input that older clients send in the path instead of the form. */
  readonly inputOfPath?: (path: string) => StructureValue;
}
