import type { FunctionFailure } from '../function/invocation/function-failure.ts';
import type { Invocation } from '../function/invocation/invocation.ts';
import type { TraceSpan } from '../trace/trace-span.ts';
import type { AwsCallRecord } from './aws-call-record.ts';
import { describeEvent, statusCodeOf } from './describe-event.ts';
import type { HistoryEntry, InvocationHistory } from './history.ts';
import type { InvocationStatus } from './invocation-record.ts';
import type { InvocationDetails, InvocationSummary } from './kept-invocation.ts';

/** Roughly how much memory a line of a log, a chunk, a call, a span or a record of a batch takes besides its text. */
const PART_BYTES = 64;

/** What is known about an invocation besides what it knows itself. */
export type InvocationContext = Pick<InvocationSummary, 'function' | 'source' | 'startedAt' | 'attempt' | 'replayOf'> &
  Pick<InvocationDetails, 'batch' | 'codeLoadedAt' | 'faults'>;

/** Adds an invocation that has ended to the history. Only a small event is parsed, for what lists show. */
export function keepInvocation(
  history: InvocationHistory,
  invocation: Invocation,
  { batch, codeLoadedAt, faults, ...context }: InvocationContext,
  calls: readonly AwsCallRecord[],
  spans: readonly TraceSpan[],
): HistoryEntry {
  const { requestId, request, failure, logs, durationMs, traceHeader, phases, chunks, stream } = invocation;
  const { event, clientContext, tenantId } = request;
  const response = failure?.body ?? invocation.body;
  const details: InvocationDetails = {
    errorType: failure?.errorType,
    clientContext,
    tenantId,
    traceHeader,
    batch,
    logs: logs.lines,
    ...(logs.lost > 0 && { lostLines: logs.lost }),
    phases,
    chunks,
    stream,
    calls,
    ...(spans.length > 0 && { spans }),
    codeLoadedAt,
    faults,
  };
  const { about, isRequest } = describeEvent(event, batch);
  const statusCode = isRequest && failure === undefined ? statusCodeOf(response) : undefined;
  const summary = {
    ...{ requestId, ...context, status: statusOf(failure), durationMs, about },
    ...(statusCode !== undefined && { statusCode }),
  };
  const parts = [details.logs, chunks, calls, spans, batch?.records].reduce(
    (sum, each) => sum + (each?.length ?? 0),
    0,
  );
  const bytes = event.length + response.length + logs.length + parts * PART_BYTES;
  return history.add(summary, { event, response, details }, bytes);
}

function statusOf(failure: FunctionFailure | undefined): InvocationStatus {
  if (failure === undefined) return 'success';
  return failure.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
}
