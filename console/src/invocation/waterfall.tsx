import type { Invocation } from '../api/types.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatDuration } from '../state/format.ts';
import { spanTree } from './span-tree.ts';

interface Bar {
  readonly name: string;
  readonly detail?: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly kind: 'phase' | 'span' | 'call' | 'failed';
  /** How many other bars it is in. */
  readonly depth?: number;
  /** All that is known, for who points at it. */
  readonly title?: string;
}

/** What the time of an invocation was spent on: phases of the function, its own spans, and its calls to AWS. */
export function Waterfall({ invocation }: { readonly invocation: Invocation }) {
  const bars = barsOf(invocation);
  if (bars.length === 0) return <EmptyState title="Nothing was timed" />;
  const start = Math.min(...bars.map(({ startMs }) => startMs));
  const end = Math.max(...bars.map(({ startMs, durationMs }) => startMs + durationMs));
  const total = Math.max(end - start, 0.1);
  const percent = (ms: number) => `${(ms / total) * 100}%`;
  return (
    <div class="stack">
      <ol class="waterfall">
        {bars.map(({ name, detail, startMs, durationMs, kind, depth = 0, title }, index) => (
          <li key={index}>
            <span class="waterfall-name" title={title} style={{ paddingLeft: `${depth * 14}px` }}>
              <span class={kind === 'phase' ? 'phase-name' : 'clip'}>{name}</span>
              {detail !== undefined && <span class="soft clip"> {detail}</span>}
            </span>
            <span class="waterfall-track">
              <span
                class={`waterfall-bar ${kind}`}
                style={{ left: percent(startMs - start), width: `max(3px, ${percent(durationMs)})` }}
              />
            </span>
            <span class="mono waterfall-time">{formatDuration(durationMs)}</span>
          </li>
        ))}
      </ol>
      {invocation.calls.length === 0 && (
        <p class="soft">
          The function has called no service of AWS on this machine. Calls to the real AWS are not seen.
        </p>
      )}
    </div>
  );
}

function barsOf({ phases, calls, spans = [] }: Invocation): readonly Bar[] {
  const phaseBars: Bar[] = phases.map((each) => ({ ...each, kind: 'phase' }));
  const spanBars = spanTree(spans).map(({ attributes = {}, error, ...span }): Bar => {
    const lines = Object.entries(attributes).map(([name, value]) => `${name}: ${value}`);
    return {
      ...span,
      depth: span.depth + 1,
      kind: error === undefined ? 'span' : 'failed',
      title: [span.name, error, ...lines].filter(Boolean).join('\n'),
      ...(error !== undefined ? { detail: error } : lines[0] !== undefined && { detail: lines.join(', ') }),
    };
  });
  const callBars: Bar[] = calls.map(({ service, operation, resource, status, errorCode, startMs, durationMs }) => ({
    name: `${service} ${operation}`,
    detail: [resource, errorCode ?? (status >= 400 ? String(status) : undefined)].filter(Boolean).join(' · '),
    startMs,
    durationMs,
    kind: status >= 400 ? 'failed' : 'call',
  }));
  return [
    ...phaseBars.toSorted((a, b) => a.startMs - b.startMs),
    ...spanBars,
    ...callBars.toSorted((a, b) => a.startMs - b.startMs),
  ];
}
