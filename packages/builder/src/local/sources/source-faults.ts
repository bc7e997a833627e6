import { closestMatch } from '../../terminal/text/closest-match.ts';
import { Chance, type Occurrence, type Random, splitOccurrence } from '../faults/occurrence.ts';
import { InvalidFaultError } from '../function/runtime-api/fault.ts';
import type { LocalEventListener } from '../report/local-event.ts';

/** The faults of each source, and how they are reported. */
const effects = {
  async: { duplicate: 'delivers the event twice', throttle: 'is throttled' },
  bucket: {
    duplicate: 'sends the notification twice',
    reorder: 'sends the notification after the next one',
    late: 'sends the notification late',
  },
  topic: { duplicate: 'delivers the message twice' },
  queue: {
    duplicate: 'delivers the message again',
    reorder: 'delivers the messages in reverse order',
    late: 'delivers the message late',
    throttle: 'is throttled',
  },
  stream: {
    replay: 'delivers the batch again',
    'expired-iterator': 'says that the iterator has expired',
    throttle: 'is throttled',
  },
} as const;

/** How late something is if the fault does not say it. */
const DEFAULT_LATE_MS = 5000;

/** A source that can have faults. */
export type FaultySource = keyof typeof effects;

/** A fault of a source. */
export type SourceFaultKind<Source extends FaultySource> = keyof (typeof effects)[Source];

interface SourceFault extends Occurrence {
  readonly source: string;
  readonly kind: string;
  /** How late something is; 0 for other faults. */
  readonly ms: number;
  readonly text: string;
}

const syntax = /^(?<source>[a-z]+)=(?<kind>[a-z-]+)(?:=(?<ms>\d{1,9}))?$/;

/** The names of all faults of sources, without TIMES. */
export const sourceFaultNames: readonly string[] = Object.entries(effects).flatMap(([source, kinds]) =>
  Object.keys(kinds).map((kind) => `${source}=${kind}`),
);

/** Whether a fault is one of a source: `async=duplicate`, `async=throttle:2`. */
export function isSourceFault(text: string): boolean {
  return Object.keys(effects).includes(text.split('=', 1)[0] ?? '');
}

/** Injects the requested faults into the sources, each as often as requested. */
export class SourceFaults {
  readonly #emit: LocalEventListener;
  #faults: readonly { readonly fault: SourceFault; readonly chance: Chance }[] = [];

  /**
   * @param texts `SOURCE=FAULT[=MS][:TIMES]`; without TIMES, the fault is permanent
   * @throws {InvalidFaultError} one of them is not a fault of a source
   */
  constructor(texts: readonly string[], emit: LocalEventListener) {
    this.#emit = emit;
    this.replace(texts, () => Math.random);
  }

  /**
   * Injects these faults from now on.
   *
   * @throws {InvalidFaultError} one of them is not a fault of a source
   */
  replace(texts: readonly string[], randomOf: (fault: string) => Random): void {
    this.#faults = texts.map(parse).map((fault) => ({ fault, chance: new Chance(fault, randomOf(fault.text)) }));
  }

  /** Whether to do this now. */
  take<Source extends FaultySource>(source: Source, kind: SourceFaultKind<Source>): boolean {
    return this.lateness(source, kind) !== undefined;
  }

  /** By how many milliseconds to do this late; undefined if it happens in time. */
  lateness<Source extends FaultySource>(source: Source, kind: SourceFaultKind<Source>): number | undefined {
    const found = this.#faults.find(
      ({ fault, chance }) => fault.source === source && fault.kind === kind && chance.take(),
    );
    if (found === undefined) return undefined;
    const { ms } = found.fault;
    const effect = String(effects[source][kind]);
    this.#emit({ type: 'fault', call: source, effect: ms === 0 ? effect : `${effect}, by ${ms} ms` });
    return ms;
  }
}

/** @throws {InvalidFaultError} it is not a fault of a source */
function parse(text: string): SourceFault {
  const { name, occurrence } = splitOccurrence(text);
  const { source = '', kind = '', ms } = syntax.exec(name)?.groups ?? {};
  const isLate = kind === 'late';
  if (sourceFaultNames.includes(`${source}=${kind}`) && (ms === undefined || isLate)) {
    return { source, kind, ms: isLate ? Number(ms ?? DEFAULT_LATE_MS) : 0, ...occurrence, text };
  }
  const [named = '', meant = ''] = name.split('=');
  if (sourceFaultNames.includes(`${named}=${meant}`)) {
    const usage =
      meant === 'late' ? `use a number of milliseconds, such as ${named}=late=500` : `use ${named}=${meant}`;
    throw new InvalidFaultError(`there is no fault "${text}": ${usage}`);
  }
  const ofSource = sourceFaultNames.filter((each) => each.startsWith(`${named}=`));
  const match = closestMatch(
    meant,
    ofSource.map((each) => each.slice(named.length + 1)),
  );
  const suggestion = match === undefined ? '' : `did you mean ${named}=${match}? `;
  throw new InvalidFaultError(
    `there is no fault "${text}": ${suggestion}use ${sourceFaultNames.join(', ')}, with :TIMES, :once or a probability ` +
      'such as :20% if it is not permanent',
  );
}
