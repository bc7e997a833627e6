import type { InvocationSummary } from '../api/types.ts';
import type { InvocationFilter } from '../state/invocation-list.ts';
import type { EndedInvocation, RunningInvocation } from '../state/running-invocations.ts';

/** A row of the timeline. */
export type TimelineItem = InvocationSummary | RunningInvocation;

export function isRunning(item: TimelineItem): item is RunningInvocation {
  return 'lines' in item;
}

/** What the address has for a row: records have a number, which attempts of the same event do not share. */
export function keyOf(item: TimelineItem): string {
  return isRunning(item) ? item.requestId : String(item.id);
}

interface TimelineContent {
  readonly records: readonly InvocationSummary[];
  readonly running: Iterable<RunningInvocation>;
  readonly ended: readonly EndedInvocation[];
  /** The records have what ended up to this event. */
  readonly coveredSeq: number;
}

/** The rows: what runs, newest first, and the records. What has just ended stays until its record is there. */
export function timelineItems(content: TimelineContent, filter: InvocationFilter): readonly TimelineItem[] {
  const { records, running, ended, coveredSeq } = content;
  // Neither is known yet, so a list that is limited to some has only what has ended.
  if (filter.status !== '' || filter.source !== '') return records;
  const unrecorded = [...ended.filter(({ endedSeq }) => endedSeq > coveredSeq), ...running].filter(
    (each) =>
      (filter.function === '' || each.function === filter.function) &&
      (filter.text === '' || each.requestId.includes(filter.text)),
  );
  if (unrecorded.length === 0) return records;
  const rows = unrecorded.toSorted((a, b) => b.startedAt - a.startedAt);
  return [...rows, ...records];
}

/** The row that the address selects, by its number or its request id; -1 if there is none. */
export function indexOfSelected(items: readonly TimelineItem[], selected: string): number {
  if (selected === '') return -1;
  return items.findIndex((item) => keyOf(item) === selected || item.requestId === selected);
}
