import type { ConsoleEvent } from '../api/types.ts';
import { formatCount, formatDuration } from '../state/format.ts';

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
  const { type, requestId, queue, stream, what, messages, records, returned } = event;
  const fn = `function:${name}`;
  const source = queue === undefined ? `stream:${stream}` : `queue:${queue}`;
  const from = String(event.from ?? source);
  const about = what === undefined ? '' : `: ${what}`;
  const ofFunction = (kind: Step['kind'], text: string): Step => ({
    kind,
    path: [fn],
    text: `${name} ${text}`,
    to: { view: 'timeline', id: String(requestId), tab: '' },
  });
  switch (type) {
    case 'passed-on': {
      const to = String(event.to);
      // What a function gives up is no good news.
      const kind = from.startsWith('function:') ? 'bad' : 'info';
      return step(kind, [from, to], `${nameOf(from)} → ${nameOf(to)}${about}`, to);
    }
    case 'unmatched':
      return step('warn', [from], `${nameOf(from)}${about}: nothing gets it`);
    case 'batch':
      return step('info', [source, fn], `${queue} → ${name}: ${count(messages, 'message')}`);
    case 'records':
      return step('info', [source, fn], `${stream} → ${name}: ${count(records, 'record')}`);
    case 'start':
      return ofFunction('info', 'started');
    case 'end': {
      const status = ends[event.status as keyof typeof ends] ?? ends.success;
      const duration = typeof event.durationMs === 'number' ? `, ${formatDuration(event.durationMs)}` : '';
      return ofFunction(status === ends.success ? 'good' : 'bad', `${status}${duration}`);
    }
    case 'retrying':
      return ofFunction('warn', 'will be retried');
    case 'warning':
      return step('warn', event.function === undefined ? [] : [fn], String(event.message));
    case 'discarded':
      return ofFunction('bad', 'gave up an event');
    case 'batch-returned':
      return step('warn', [fn, source], `${name} → ${queue}: ${count(returned, 'message')} again later`, source);
    case 'records-returned':
      return step('warn', [fn, source], `${name} → ${stream}: ${count(returned, 'record')} again later`, source);
    case 'records-discarded':
      return step('bad', [source, fn], `${stream}: ${count(records, 'record')} given up`);
    case 'dead-letter': {
      const to = `queue:${event.target}`;
      return step('bad', [source, to], `${queue} → ${event.target}: received ${count(event.receiveCount, 'time')}`, to);
    }
    default:
      return undefined;
  }
}

/** @param node where its link leads; default: to the first part */
function step(kind: Step['kind'], path: readonly string[], text: string, node = path[0] ?? ''): Step {
  return { kind, path, text, to: { view: 'sources', node } };
}

const count = (value: unknown, noun: string) => formatCount(Number(value), noun);

function nameOf(node: string): string {
  return node.startsWith('http:') ? 'HTTP' : node.slice(node.indexOf(':') + 1);
}

/** What is lit for each step, one after the other: each part, and the arrow to the next one. */
export function lights({ path }: FlowStep): readonly string[] {
  return path.flatMap((id, index) => {
    const next = path[index + 1];
    return next === undefined ? [id] : [id, `${id} ${next}`];
  });
}
