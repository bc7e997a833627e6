import type { Clock } from '../../clock/clock.ts';
import { LocalOptionError } from '../../options/local-option-error.ts';
import { type BusEntry, problemOf } from '../../sources/bus/bus-event.ts';
import type { LocalEvents } from '../resources/local-events.ts';
import { isObject, shown } from '../resources/rejected-message.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
import { unknownSource } from './unknown-source.ts';

/** An event to put on a bus. */
export interface LocalBusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly resources?: readonly string[] | undefined;
  /** Default: the present time of the clock. */
  readonly time?: Date | undefined;
}

/** An event bus of a running emulator. */
export interface LocalBus {
  readonly arn: string;
  /**
   * Puts events on the bus, which delivers them to the targets of the rules that they match. Unlike those of clients,
   * their sources can be services of AWS, such as `aws.s3`.
   *
   * @throws {LocalOptionError} an event is invalid
   * @throws {EmulatorClosedError} the emulator is closed
   */
  put(...events: readonly LocalBusEvent[]): void;
}

/**
 * An event bus by its name.
 *
 * @throws {LocalOptionError} there is no such event bus
 */
export function localBus(events: LocalEvents | undefined, clock: Clock, name: string, checkOpen: CheckOpen): LocalBus {
  const bus = events?.buses.find(name);
  if (bus === undefined) throw unknownSource('event bus', name, events?.buses.all);
  return {
    arn: bus.arn,
    put(...entries) {
      checkOpen(`put events on the event bus ${name}`);
      for (const entry of entries) bus.putFromAws(checkedEvent(entry), clock.now);
    },
  };
}

/**
 * An event that a program passes, which need not be in TypeScript.
 *
 * @throws {LocalOptionError} it is invalid
 */
function checkedEvent(entry: LocalBusEvent): BusEntry {
  const event = isObject(entry) ? { ...entry, detail: JSON.stringify(entry.detail) } : {};
  const problem = problemOf(event)?.message ?? typeProblemOf(event);
  if (problem !== undefined) throw new LocalOptionError(`${shown(entry)} is not an event: ${problem}`);
  return event;
}

function typeProblemOf({ source, detailType, resources = [], time }: BusEntry): string | undefined {
  if (typeof source !== 'string' || typeof detailType !== 'string') return 'source and detailType are texts';
  if (!Array.isArray(resources) || !resources.every((each) => typeof each === 'string')) {
    return 'resources is a list of ARNs';
  }
  return time === undefined || (time instanceof Date && !Number.isNaN(time.getTime())) ? undefined : 'time is a Date';
}
