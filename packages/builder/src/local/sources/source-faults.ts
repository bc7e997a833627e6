import { InvalidFaultError } from '../function/runtime-api/fault.ts';
import type { LocalEventListener } from '../report/local-event.ts';

/** The faults of each source, and how they are reported. */
const effects = {
  async: { duplicate: 'delivers the event twice', throttle: 'is throttled' },
  bucket: { duplicate: 'sends the notification twice' },
  topic: { duplicate: 'delivers the message twice' },
  queue: { duplicate: 'delivers the message again', reorder: 'delivers the messages in reverse order' },
} as const;

/** A source that can have faults. */
export type FaultySource = keyof typeof effects;

/** A fault of a source. */
export type SourceFaultKind<Source extends FaultySource> = keyof (typeof effects)[Source];

interface SourceFault {
  readonly source: string;
  readonly kind: string;
  readonly times: number;
}

const syntax = /^(?<source>[a-z]+)=(?<kind>[a-z]+)(:(?<times>\d{1,6}))?$/;

/** Whether a fault is one of a source: `async=duplicate`, `async=throttle:2`. Others belong to the Runtime API. */
export function isSourceFault(text: string): boolean {
  return Object.keys(effects).includes(text.split('=', 1)[0] ?? '');
}

/** Injects the requested faults into the sources, each as often as requested. */
export class SourceFaults {
  readonly #faults: { readonly fault: SourceFault; remaining: number }[];
  readonly #emit: LocalEventListener;

  /**
   * @param texts `SOURCE=FAULT[:TIMES]`; without TIMES, the fault is permanent
   * @throws {InvalidFaultError} one of them is not a fault of a source
   */
  constructor(texts: readonly string[], emit: LocalEventListener) {
    this.#faults = texts.map(parse).map((fault) => ({ fault, remaining: fault.times }));
    this.#emit = emit;
  }

  /** Whether to do this now. */
  take<Source extends FaultySource>(source: Source, kind: SourceFaultKind<Source>): boolean {
    const found = this.#faults.find(
      ({ fault, remaining }) => fault.source === source && fault.kind === kind && remaining > 0,
    );
    if (found === undefined) return false;
    found.remaining -= 1;
    this.#emit({ type: 'fault', call: source, effect: String(effects[source][kind]) });
    return true;
  }
}

function parse(text: string): SourceFault {
  const { source = '', kind = '', times } = syntax.exec(text)?.groups ?? {};
  const found = Object.entries(effects).find(([name]) => name === source);
  if (found !== undefined && Object.hasOwn(found[1], kind)) {
    return { source, kind, times: times === undefined ? Number.POSITIVE_INFINITY : Number(times) };
  }
  const known = Object.entries(effects).flatMap(([name, kinds]) => Object.keys(kinds).map((each) => `${name}=${each}`));
  throw new InvalidFaultError(
    `there is no fault "${text}": use ${known.join(', ')}, with :TIMES if it is not permanent`,
  );
}
