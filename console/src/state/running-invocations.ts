import type { ConsoleEvent, ListedRunning } from '../api/types.ts';

/** How many lines of a log are remembered while an invocation runs. Its record has all of them. */
const MAX_LINES = 1000;
/** How many invocations are remembered whose records may not have been read. */
const MAX_ENDED = 100;

/** An invocation that has not ended. */
export interface RunningInvocation {
  readonly requestId: string;
  /** The name of the function in the project. */
  readonly function: string;
  /** On the clock of the sources, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The process that has it. Undefined if it began before the page was opened. */
  readonly pid?: number;
  /** What it comes from, and what its event is about. Undefined for a moment after its start. */
  readonly source?: string;
  readonly about?: string;
  readonly lines: readonly string[];
}

/** An invocation that has ended. The list shows it until it has the record. */
export interface EndedInvocation extends RunningInvocation {
  /** The number of the event that reported the end. */
  readonly endedSeq: number;
}

export interface FollowedInvocations {
  /** By their request ids. */
  readonly running: ReadonlyMap<string, RunningInvocation>;
  readonly ended: readonly EndedInvocation[];
}

/**
 * What runs after some more events.
 *
 * @param fallback the function of events that name none, because there is only one
 */
export function follow(
  { running: before, ended: endedBefore }: FollowedInvocations,
  events: readonly ConsoleEvent[],
  fallback: string,
): FollowedInvocations {
  const running = new Map(before);
  let ended = endedBefore;
  for (const event of events) {
    const { type, requestId, seq, function: name = fallback } = event;
    if (type === 'log') {
      for (const each of owners(running, event, name)) {
        running.set(each.requestId, { ...each, lines: [...each.lines, String(event.line)].slice(-MAX_LINES) });
      }
    }
    if (typeof requestId !== 'string') continue;
    if (type === 'start') {
      const startedAt = Date.parse(event.time);
      const pid = typeof event.pid === 'number' ? { pid: event.pid } : {};
      running.set(requestId, { requestId, function: name, startedAt, ...pid, lines: [] });
      ended = ended.filter((each) => each.requestId !== requestId);
    }
    if (type === 'end') {
      const found = running.get(requestId);
      running.delete(requestId);
      if (found) ended = [...ended, { ...found, endedSeq: seq }].slice(-MAX_ENDED);
    }
  }
  return { running, ended };
}

/** The invocations that run, with what the emulator says about them. */
export function describeRunning(
  running: ReadonlyMap<string, RunningInvocation>,
  listed: readonly ListedRunning[],
): ReadonlyMap<string, RunningInvocation> {
  if (running.size === 0) return running;
  const described = new Map(running);
  for (const { requestId, source, about } of listed) {
    const found = running.get(requestId);
    if (found) described.set(requestId, { ...found, source, about });
  }
  return described;
}

/** The invocations that a line may be of: one, unless its process has several at once; none, if that has none. */
function owners(
  running: ReadonlyMap<string, RunningInvocation>,
  { requestId, pid }: ConsoleEvent,
  name: string,
): readonly RunningInvocation[] {
  const found = typeof requestId === 'string' ? running.get(requestId) : undefined;
  if (found) return [found];
  return [...running.values()].filter((each) => each.function === name && (each.pid ?? pid) === pid);
}
