import type { Invocation } from '../function/invocation/invocation.ts';
import { type ReceivedSpan, type TraceSpan, traceIdOf } from './trace-span.ts';

/** How many spans of an invocation are kept. */
const MAX_SPANS = 1000;
/** How many invocations that have ended are remembered, for spans that come late. */
const MAX_ENDED = 200;
/** How many parents are followed to find the invocation of a span. */
const MAX_PARENTS = 100;

const rootField = /(?:^|;)\s*Root=([^;]+)/;
const parentField = /(?:^|;)\s*Parent=([^;]+)/;

interface TracedInvocation {
  readonly invocation: Invocation;
  readonly traceId: string;
  /** What its outermost spans have as their parent. */
  readonly parentId: string | undefined;
  /** Milliseconds since 1970, on the clock of the machine, which the function has too. */
  readonly sentAt: number;
  /** By their ids. */
  readonly spans: Map<string, TraceSpan>;
}

/** The end of an invocation. */
interface InvocationEnd {
  /** What the history calls the invocation. */
  readonly id: number;
  /** Milliseconds since 1970, on the clock of the machine. */
  readonly at: number;
}

/** Gets the spans of an invocation that has ended, when more have come: its number in the history, and all of them. */
export type LateSpansListener = (id: number, spans: readonly TraceSpan[]) => void;

/** Finds the invocations that spans belong to. What it remembers is bounded, whatever functions send. */
export class InvocationSpans {
  readonly #onLate: LateSpansListener;
  /** In the order in which they began. */
  readonly #traced = new Map<Invocation, TracedInvocation>();
  /** In the order in which they ended. */
  readonly #ended = new Map<Invocation, InvocationEnd>();

  constructor(onLate: LateSpansListener) {
    this.#onLate = onLate;
  }

  begin(invocation: Invocation): void {
    const { traceHeader, ageMs } = invocation;
    const traceId = traceIdOf(rootField.exec(traceHeader)?.[1]) ?? '';
    const parentId = parentField.exec(traceHeader)?.[1]?.toLowerCase();
    this.#traced.set(invocation, { invocation, traceId, parentId, sentAt: Date.now() - ageMs, spans: new Map() });
  }

  /** The spans so far, in the order of time. */
  of(invocation: Invocation): readonly TraceSpan[] {
    return sorted(this.#traced.get(invocation)?.spans ?? new Map());
  }

  /** @param id its number in the history */
  end(invocation: Invocation, id: number): void {
    if (!this.#traced.has(invocation)) return;
    this.#ended.set(invocation, { id, at: Date.now() });
    const [oldest] = this.#ended.keys();
    if (oldest === undefined || this.#ended.size <= MAX_ENDED) return;
    this.#traced.delete(oldest);
    this.#ended.delete(oldest);
  }

  /** Adds spans that have just been received. Those of no known invocation are dropped. */
  add(received: readonly ReceivedSpan[]): void {
    const parents = new Map(received.map(({ id, parentId }) => [id, parentId]));
    const changed = new Set<TracedInvocation>();
    for (const span of received) {
      const traced = this.#find(span, parents);
      if (traced === undefined || (traced.spans.size >= MAX_SPANS && !traced.spans.has(span.id))) continue;
      const { traceId: _, startedAt, ...others } = span;
      traced.spans.set(span.id, { ...others, startMs: startedAt - traced.sentAt });
      changed.add(traced);
    }
    for (const { invocation, spans } of changed) {
      const end = this.#ended.get(invocation);
      if (end !== undefined) this.#onLate(end.id, sorted(spans));
    }
  }

  #find(span: ReceivedSpan, parents: ReadonlyMap<string, string | undefined>): TracedInvocation | undefined {
    const all = [...this.#traced.values()];
    const candidates = all.filter(({ traceId }) => traceId === span.traceId);
    const [first, ...others] = candidates;
    if (first !== undefined && others.length === 0) return first;
    // The function has begun a separate trace instead of Lambda's. Only one invocation can have sent it.
    if (first === undefined) return only(all.filter((each) => this.#isDuring(span, each)));
    // Invocations that cause each other have the same trace.
    let parentId = span.parentId;
    for (let count = 0; parentId !== undefined && count < MAX_PARENTS; count++) {
      const id = parentId;
      const found = candidates.find((each) => each.parentId === id || each.spans.has(id));
      if (found !== undefined) return found;
      parentId = parents.get(id);
    }
    return candidates.findLast((each) => this.#isDuring(span, each)) ?? candidates.at(-1);
  }

  #isDuring({ startedAt }: ReceivedSpan, { invocation, sentAt }: TracedInvocation): boolean {
    const end = this.#ended.get(invocation);
    return startedAt >= sentAt - 1 && (end === undefined || startedAt <= end.at);
  }
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function sorted(spans: ReadonlyMap<string, TraceSpan>): readonly TraceSpan[] {
  return [...spans.values()].sort((a, b) => a.startMs - b.startMs);
}
