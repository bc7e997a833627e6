import { type BatchOutcome, reportFailures, throwFailures } from '../batch/batch-response.ts';
import { isObject } from '../payload/json.ts';

/** What is kept over the invocations of a tumbling window: JSON, of 1 MB at most. */
export type WindowState = Record<string, unknown>;

/**
 * Where an invocation stands in a tumbling window
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html).
 */
export interface TumblingWindow {
  /** The time that the window spans, in ISO 8601. */
  readonly window: { readonly start: string; readonly end: string };
  readonly shardId: string;
  /** Whether the window ends with this invocation, which may have no records. */
  readonly isFinalInvokeForWindow: boolean;
  /** Whether it ends early, its state having grown too large. */
  readonly isWindowTerminatedEarly: boolean;
}

/** A shard's records are handled in order, and the first failure ends the batch, as all from there on come again. */
export const shardOrder = { kind: 'in-order', groupOf: () => 'shard' } as const;

/** The tumbling window of an event; undefined where its event source mapping has none. */
export function windowOf(event: unknown): TumblingWindow | undefined {
  // An event source mapping sends all members of it or none.
  return isObject(event) && isObject(event.window) ? (event as unknown as TumblingWindow) : undefined;
}

/** A copy of the state that an event brings along, empty in the first of a window. */
export function stateOf(event: unknown): WindowState {
  return isObject(event) && isObject(event.state) ? structuredClone(event.state) : {};
}

/**
 * The answer to a batch of a stream: the first record that failed, where the event source mapping takes that, and the
 * state, where there is a tumbling window.
 *
 * @throws what the failures come to where they can't be told so.
 */
export function answerStream({ size, failures }: BatchOutcome, isPartial: boolean, state?: WindowState): unknown {
  if (!isPartial) throwFailures({ size, failures });
  const report = isPartial ? reportFailures({ size, failures: failures.slice(0, 1) }) : undefined;
  return state === undefined ? report : { state, ...report };
}
