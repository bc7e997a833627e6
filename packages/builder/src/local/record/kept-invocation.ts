import type { FunctionFailure } from '../function/invocation/function-failure.ts';
import type { InvocationPhase, ResponseChunk, StreamTotals } from '../function/invocation/invocation.ts';
import type { TraceSpan } from '../trace/trace-span.ts';
import type { AwsCallRecord } from './aws-call-record.ts';
import type { InvocationBatch, InvocationSource, InvocationStatus } from './invocation-record.ts';

/** What lists of invocations show. */
export interface InvocationSummary {
  /** Its number in the history. Attempts of the same event share their request id, but not this one. */
  readonly id: number;
  readonly requestId: string;
  readonly function: string;
  readonly source: InvocationSource;
  readonly status: InvocationStatus;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attempt: number;
  /** What its event is about, in a few words, or how it begins. Undefined for earlier versions. */
  readonly about?: string | undefined;
  /** The HTTP status of the response to a request. Undefined if it is none. */
  readonly statusCode?: number | undefined;
  /** How many records of its batch will be delivered again, although the function succeeded. Undefined if none. */
  readonly returned?: number | undefined;
  /** What it repeats, if it is a replay: a request id, or the name of a file. */
  readonly replayOf?: string | undefined;
}

/** The parts of an invocation that are not parsed before they are read. */
export interface InvocationContent {
  readonly event: Buffer;
  /** The response, or the error as JSON. */
  readonly response: Buffer;
  readonly details: InvocationDetails;
}

/** The small parts of an invocation, which can be written as JSON. */
export interface InvocationDetails {
  /** Undefined if it succeeded. */
  readonly errorType?: FunctionFailure['errorType'] | undefined;
  readonly clientContext?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly traceHeader: string;
  readonly batch?: InvocationBatch | undefined;
  readonly logs: readonly string[];
  /** How many lines before them are not kept. */
  readonly lostLines?: number | undefined;
  readonly phases: readonly InvocationPhase[];
  readonly chunks?: readonly ResponseChunk[] | undefined;
  readonly stream?: StreamTotals | undefined;
  readonly calls: readonly AwsCallRecord[];
  /** Undefined if there are none. */
  readonly spans?: readonly TraceSpan[] | undefined;
  readonly codeLoadedAt: number;
  readonly faults: readonly string[];
}
