import type { TraceSpan } from '../api/types.ts';

/** A span, and how many others it is in. */
export interface NestedSpan extends TraceSpan {
  readonly depth: number;
}

/** Deeper spans are shown at this depth. */
const MAX_DEPTH = 12;

/** The spans in the order of a tree: each is followed by those in it, in the order of time. */
export function spanTree(spans: readonly TraceSpan[]): readonly NestedSpan[] {
  const ordered = spans.toSorted((a, b) => a.startMs - b.startMs);
  const ids = new Set(spans.map(({ id }) => id));
  const children = Map.groupBy(ordered, ({ parentId }) => parentId);
  const found = new Map<TraceSpan, NestedSpan>();
  const add = (root: TraceSpan) => {
    // A stack, because functions decide how deep it becomes.
    const waiting = [{ span: root, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { span, depth } = next;
      if (found.has(span)) continue;
      found.set(span, { ...span, depth: Math.min(depth, MAX_DEPTH) });
      const inner = children.get(span.id) ?? [];
      waiting.push(...inner.toReversed().map((each) => ({ span: each, depth: depth + 1 })));
    }
  };
  for (const span of ordered) if (span.parentId === undefined || !ids.has(span.parentId)) add(span);
  // Those that are in each other, which only a broken library sends.
  for (const span of ordered) add(span);
  return [...found.values()];
}
