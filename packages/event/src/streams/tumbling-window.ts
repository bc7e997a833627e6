import { isObject } from '../payload/json.ts';

/** The state that the invocations of a tumbling window share: JSON, up to 1 MB. */
export type WindowState = Record<string, unknown>;

/**
 * The tumbling window that an invocation belongs to
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html).
 */
export interface TumblingWindow {
  /** The start and end of the window, in ISO 8601. */
  readonly window: { readonly start: string; readonly end: string };
  readonly shardId: string;
  /** Whether this is the last invocation of the window. It may have no records. */
  readonly isFinalInvokeForWindow: boolean;
  /** Whether the window ends early because its state has grown too large. */
  readonly isWindowTerminatedEarly: boolean;
}

/** The tumbling window of an event; undefined if its event source mapping has none. */
export function windowOf(event: unknown): TumblingWindow | undefined {
  // An event source mapping sends all of the members or none.
  return isObject(event) && isObject(event.window) ? (event as unknown as TumblingWindow) : undefined;
}

/** A copy of a window state, in the form in which a response has it. */
export function copyOf(state: WindowState): WindowState {
  return JSON.parse(JSON.stringify(state)) as WindowState;
}

/** A copy of the window state in an event; empty in the first invocation of a window. */
export function stateOf(event: unknown): WindowState {
  return isObject(event) && isObject(event.state) ? copyOf(event.state) : {};
}
