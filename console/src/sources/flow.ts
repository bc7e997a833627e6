import type { ConsoleEvent } from '../api/types.ts';
import { formatDuration } from '../state/format.ts';

/** Something that moves through the pipeline. */
export interface FlowStep {
  readonly seq: number;
  /** When it happened, in milliseconds since 1970. */
  readonly time: number;
  /** The parts of the pipeline that it concerns, in the order in which it passes them. */
  readonly path: readonly string[];
  readonly text: string;
  readonly kind: 'good' | 'bad' | 'warn' | 'info';
  /** Where its link leads. */
  readonly to: Readonly<Record<string, string>>;
}

type Step = Omit<FlowStep, 'seq' | 'time'>;

const ends = { success: 'succeeded', error: 'failed', timeout: 'timed out' } as const;

const place = (node: string) => ({ view: 'sources', node });
const count = (value: unknown, noun: string) => `${Number(value)} ${noun}${value === 1 ? '' : 's'}`;
const suffix = (what: unknown) => (what === undefined ? '' : `: ${what}`);

/**
 * The step of an event; undefined if nothing moves.
 *
 * @param fallback the function of events that name none, because there is only one
 */
export function flowStep(event: ConsoleEvent, fallback: string): FlowStep | undefined {
  const step = stepOf(event, event.function ?? fallback);
  return step && { seq: event.seq, time: Date.parse(event.time), ...step };
}

function stepOf(event: ConsoleEvent, name: string): Step | undefined {
  const { type, requestId, queue, stream } = event;
  const fn = `function:${name}`;
  const invocation = { view: 'timeline', id: String(requestId), tab: '' };
  switch (type) {
    case 'passed-on': {
      const [from, to] = [String(event.from), String(event.to)];
      // What a function gives up is no good news.
      const kind = from.startsWith('function:') ? 'bad' : 'info';
      return between(from, to, `${nameOf(from)} → ${nameOf(to)}${suffix(event.what)}`, kind);
    }
    case 'unmatched': {
      const from = String(event.from);
      return {
        path: [from],
        text: `${nameOf(from)}${suffix(event.what)}: nothing gets it`,
        kind: 'warn',
        to: place(from),
      };
    }
    case 'batch': {
      const from = `queue:${queue}`;
      return between(from, fn, `${queue} → ${name}: ${count(event.messages, 'message')}`, 'info', from);
    }
    case 'records': {
      const from = `stream:${stream}`;
      return between(from, fn, `${stream} → ${name}: ${count(event.records, 'record')}`, 'info', from);
    }
    case 'start':
      return { path: [fn], text: `${name} started`, kind: 'info', to: invocation };
    case 'end': {
      const status = ends[event.status as keyof typeof ends] ?? ends.success;
      const duration = typeof event.durationMs === 'number' ? `, ${formatDuration(event.durationMs)}` : '';
      const kind = status === ends.success ? 'good' : 'bad';
      return { path: [fn], text: `${name} ${status}${duration}`, kind, to: invocation };
    }
    case 'retrying':
      return { path: [fn], text: `${name} will be tried again`, kind: 'warn', to: invocation };
    case 'discarded':
      return { path: [fn], text: `${name} gave up an event`, kind: 'bad', to: invocation };
    case 'batch-returned':
      return between(
        fn,
        `queue:${queue}`,
        `${name} → ${queue}: ${count(event.returned, 'message')} again later`,
        'warn',
      );
    case 'records-returned':
      return between(
        fn,
        `stream:${stream}`,
        `${name} → ${stream}: ${count(event.returned, 'record')} again later`,
        'warn',
      );
    case 'records-discarded':
      return {
        path: [`stream:${stream}`, fn],
        text: `${stream}: ${count(event.records, 'record')} given up`,
        kind: 'bad',
        to: place(`stream:${stream}`),
      };
    case 'dead-letter': {
      const text = `${queue} → ${event.target}: received ${count(event.receiveCount, 'time')}`;
      return between(`queue:${queue}`, `queue:${event.target}`, text, 'bad');
    }
    default:
      return undefined;
  }
}

/** A step from one part to another, where its link leads. */
function between(from: string, to: string, text: string, kind: FlowStep['kind'], link = to): Step {
  return { path: [from, to], text, kind, to: place(link) };
}

function nameOf(node: string): string {
  const name = node.slice(node.indexOf(':') + 1);
  return node.startsWith('http:') ? 'HTTP' : name;
}

/** What is lit for each step, one after the other: each part, and the arrow to the next one. */
export function lights({ path }: FlowStep): readonly string[] {
  return path.flatMap((id, index) => {
    const next = path[index + 1];
    return next === undefined ? [id] : [id, `${id} ${next}`];
  });
}
