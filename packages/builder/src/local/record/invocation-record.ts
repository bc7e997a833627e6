import type { InvocationPhase, ResponseChunk, StreamTotals } from '../function/invocation/invocation.ts';
import type { TraceSpan } from '../trace/trace-span.ts';
import type { AwsCallRecord } from './aws-call-record.ts';
import type { InvocationContent, InvocationSummary } from './kept-invocation.ts';

/** What has invoked a function: a client, or a source of events. */
export type InvocationSource =
  /** `Invoke` or `InvokeWithResponseStream`, and the asynchronous `Invoke` of the type `Event`. */
  | 'invoke'
  | 'event'
  /** A request to its URL, or to another front. */
  | 'http'
  /** An earlier event, or one of a file, sent again. */
  | 'replay'
  /** A notification of a bucket. */
  | 's3'
  /** A batch of messages of a queue. */
  | 'sqs'
  /** A batch of records of a stream. */
  | 'kinesis'
  | 'dynamodb'
  /** A notification of a topic. */
  | 'sns'
  /** An event that a rule matches. */
  | 'eventbridge'
  /** A time of a schedule. */
  | 'schedule';

/** Whether an invocation succeeded. */
export type InvocationStatus = 'success' | 'error' | 'timeout';

/** An invocation that has ended. */
export interface InvocationRecord {
  readonly requestId: string;
  /** The name of the function in the project. */
  readonly function: string;
  /** Parsed. */
  readonly event: unknown;
  readonly source: InvocationSource;
  /** Parsed, or the text if it is not JSON. Undefined if the function failed, or the response was empty. */
  readonly response?: unknown;
  /** The error, as the invoker sees it. Undefined if the function succeeded. */
  readonly error?: InvocationError | undefined;
  /** The lines of its log, as CloudWatch would show them. The oldest ones are missing if they are more than 1 MiB. */
  readonly logs: readonly string[];
  /** When it was sent, on the clock of the sources, in milliseconds since 1970. */
  readonly startedAt: number;
  /** How long the function has run. */
  readonly durationMs: number;
  /** 1, or more if an asynchronous event is retried. */
  readonly attempt: number;
  /** Its number in the history, which attempts of the same event do not share. */
  readonly id: number;
  readonly status: InvocationStatus;
  /** Parsed. Undefined if its invoker has sent none. */
  readonly clientContext?: unknown;
  readonly tenantId?: string | undefined;
  readonly traceHeader: string;
  /** Undefined if it is not one of a queue or stream. */
  readonly batch?: InvocationBatch | undefined;
  /** What its event is about, such as `POST /orders` or `2 records from jobs`; or how it begins. */
  readonly about?: string | undefined;
  /** The HTTP status of the response to a request. Undefined if the event was none, or the function failed. */
  readonly statusCode?: number | undefined;
  /** How many records of its batch will be delivered again, although the function succeeded. Undefined if none. */
  readonly returned?: number | undefined;
  /** What it repeats, if it is a replay: a request id, or the name of a file. */
  readonly replayOf?: string | undefined;
  /** What its time was spent on, in the order of time. */
  readonly phases: readonly InvocationPhase[];
  /** When the parts of a streamed response came. Undefined if the response was not streamed. */
  readonly chunks?: readonly ResponseChunk[] | undefined;
  /** The whole of a streamed response, of which up to 10,000 chunks are kept. Undefined if it was not streamed. */
  readonly stream?: StreamTotals | undefined;
  /** Its calls to the services of AWS that are on this machine, in the order of their ends: up to 1,000. */
  readonly calls: readonly AwsCallRecord[];
  /** What the function has measured itself, with X-Ray or OpenTelemetry, in the order of time: up to 1,000. */
  readonly spans?: readonly TraceSpan[] | undefined;
  /** When the code that ran was loaded or built, in milliseconds since 1970. */
  readonly codeLoadedAt: number;
  /** The faults that were requested. */
  readonly faults: readonly string[];
}

/** Why an invocation failed. */
export interface InvocationError {
  /** Such as `Function.TypeError` or `Sandbox.Timedout`. */
  readonly kind: string;
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
}

/** The messages of a queue, or the records of a stream, that an event consists of. */
export interface InvocationBatch {
  /** The name of the queue or stream. */
  readonly from: string;
  readonly records: readonly BatchRecord[];
}

/** A message or record of a batch. */
export interface BatchRecord {
  /** The id of a message, or the sequence number of a record. */
  readonly id: string;
  /** How often a message has been received. */
  readonly receiveCount?: number | undefined;
}

/** The record of an invocation that has ended. */
export function recordOf(
  { replayOf, ...summary }: InvocationSummary,
  { event, response, details }: InvocationContent,
): InvocationRecord {
  const { errorType, clientContext, tenantId, batch, chunks, stream, phases, ...others } = details;
  const body = parsed(response);
  return {
    ...summary,
    ...others,
    event: parsed(event),
    ...(errorType !== undefined ? { error: errorOf(errorType, body) } : { response: body }),
    phases: phases.toSorted((a, b) => a.startMs - b.startMs),
    ...(clientContext !== undefined && { clientContext: parsed(Buffer.from(clientContext)) }),
    ...(tenantId !== undefined && { tenantId }),
    ...(batch !== undefined && { batch }),
    ...(chunks !== undefined && { chunks }),
    ...(stream !== undefined && { stream }),
    ...(replayOf !== undefined && { replayOf }),
  };
}

function errorOf(kind: string, error: unknown): InvocationError {
  if (typeof error !== 'object' || error === null) return { kind };
  const { errorType, errorMessage } = error as Record<string, unknown>;
  return {
    kind,
    ...(typeof errorType === 'string' && { errorType }),
    ...(typeof errorMessage === 'string' && { errorMessage }),
  };
}

function parsed(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
