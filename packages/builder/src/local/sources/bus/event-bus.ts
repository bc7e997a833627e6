import { matchEvent } from '../../../events/patterns/match-event.ts';
import type { EventPattern } from '../../../events/patterns/pattern.ts';
import { type BusEntry, busEvent, type RejectedEntry, rejectionOf } from './bus-event.ts';

/** What gets the events that a rule matches. */
export interface RuleTarget {
  readonly kind: 'function' | 'queue' | 'topic';
  readonly arn: string;
  /** JSON that the target gets instead of the event. */
  readonly input?: string | undefined;
}

/** Which events of a bus go where. */
export interface BusRule {
  readonly name: string;
  readonly pattern: EventPattern;
  /** The pattern as JSON. */
  readonly patternText: string;
  readonly targets: readonly RuleTarget[];
}

/** What one target gets. */
export interface BusDelivery {
  readonly target: RuleTarget;
  /** JSON. */
  readonly event: string;
  /** The name of the rule. */
  readonly rule: string;
  /** The name of the event bus. */
  readonly bus: string;
  readonly detailType: string | undefined;
}

export interface EventBusOptions {
  readonly name: string;
  readonly arn: string;
  readonly newId: () => string;
  readonly deliver: (delivery: BusDelivery, now: number) => void;
  /** Called for an event that matches none of the rules, if there are some. */
  readonly onUnmatched?: ((event: UnmatchedEvent) => void) | undefined;
}

/** An event that nothing gets. */
export interface UnmatchedEvent {
  readonly bus: string;
  readonly source: string | undefined;
  readonly detailType: string | undefined;
}

/** An event bus of EventBridge. It has no clock: its methods get the time, in milliseconds since 1970. */
export class EventBus {
  readonly name: string;
  readonly arn: string;
  readonly rules = new Map<string, BusRule>();
  readonly #options: EventBusOptions;

  constructor(options: EventBusOptions) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
  }

  /** Puts an event on the bus, and delivers it to the targets of all rules that match it. */
  put(entry: BusEntry, now: number): { readonly id: string } | RejectedEntry {
    return rejectionOf(entry) ?? { id: this.putFromAws(entry, now) };
  }

  /** Puts an event on the bus that can come from a service of AWS, and returns its id. */
  putFromAws(entry: BusEntry, now: number): string {
    const [, , , region = '', account = ''] = this.arn.split(':');
    const id = this.#options.newId();
    const event = busEvent(entry, { id, account, region, now });
    const { source, detailType } = entry;
    let isMatched = this.rules.size === 0;
    for (const { name, pattern, targets } of this.rules.values()) {
      if (!matchEvent(pattern, event)) continue;
      isMatched = true;
      for (const target of targets) {
        const json = target.input ?? JSON.stringify(event);
        this.#options.deliver({ target, event: json, rule: name, bus: this.name, detailType }, now);
      }
    }
    if (!isMatched) this.#options.onUnmatched?.({ bus: this.name, source, detailType });
    return id;
  }

  /** The ARN of a rule. It contains the name of the bus, unless that is the default one. */
  arnOfRule({ name }: BusRule): string {
    const resource = this.name === 'default' ? name : `${this.name}/${name}`;
    return this.arn.replace(/event-bus\/.*$/, `rule/${resource}`);
  }
}
