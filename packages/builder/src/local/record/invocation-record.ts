import type { FunctionFailure } from '../function/invocation/function-failure.ts';
import type { Invocation } from '../function/invocation/invocation.ts';

/** What has invoked a function: a client, or a source of events. */
export type InvocationSource =
  /** `Invoke` or `InvokeWithResponseStream`, and the asynchronous `Invoke` of the type `Event`. */
  | 'invoke'
  | 'event'
  /** A request to its URL, or to another front. */
  | 'http'
  /** The last event, sent again. */
  | 'repeat'
  /** A notification of a bucket. */
  | 's3'
  /** A batch of messages of a queue. */
  | 'sqs'
  /** A notification of a topic. */
  | 'sns'
  /** An event that a rule matches. */
  | 'eventbridge'
  /** A time of a schedule. */
  | 'schedule';

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
}

/** Why an invocation failed. */
export interface InvocationError {
  /** Such as `Function.TypeError` or `Sandbox.Timedout`. */
  readonly kind: string;
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
}

/** What is known about an invocation before it has ended. */
export type InvocationContext = Pick<InvocationRecord, 'function' | 'source' | 'startedAt' | 'attempt'>;

/** The record of an invocation that has ended. */
export function recordOf(invocation: Invocation, context: InvocationContext): InvocationRecord {
  const { requestId, request, failure, logs, durationMs } = invocation;
  return {
    requestId,
    ...context,
    event: parsed(request.event),
    ...(failure === undefined ? { response: parsed(invocation.body) } : { error: errorOf(failure) }),
    logs: [...logs.lines],
    durationMs,
  };
}

function errorOf({ errorType: kind, body }: FunctionFailure): InvocationError {
  const error = parsed(body);
  if (typeof error !== 'object' || error === null) return { kind };
  const { errorType, errorMessage } = error as Record<string, unknown>;
  return {
    kind,
    ...(typeof errorType === 'string' && { errorType }),
    ...(typeof errorMessage === 'string' && { errorMessage }),
  };
}

function parsed(bytes: Buffer): unknown {
  const text = bytes.toString();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
