import { type ArnScope, arnOf } from '../../../aws/arn.ts';
import { EventBus, type EventBusOptions } from './event-bus.ts';

export interface EventBusesOptions extends Pick<EventBusOptions, 'newId' | 'deliver' | 'onUnmatched'> {
  readonly scope: ArnScope;
}

const DEFAULT_BUS = 'default';

/** All event buses, by name. There is always a default one. */
export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #buses = new Map<string, EventBus>();

  constructor(options: EventBusesOptions) {
    this.#options = options;
    this.create(DEFAULT_BUS);
  }

  /** Sorted by name. */
  get all(): readonly EventBus[] {
    return [...this.#buses.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @param name the name or the ARN of a bus, of which only the name matters */
  find(name: string = DEFAULT_BUS): EventBus | undefined {
    return this.#buses.get(name.replace(/^arn:.*:event-bus\//, ''));
  }

  /** Creates a bus. An existing one is returned. */
  create(name: string): EventBus {
    const { scope, newId, deliver, onUnmatched } = this.#options;
    const bus =
      this.#buses.get(name) ??
      new EventBus({ name, arn: arnOf(scope, 'events', `event-bus/${name}`), newId, deliver, onUnmatched });
    this.#buses.set(name, bus);
    return bus;
  }
}
