/** The local times of a time zone. A local time is the number of milliseconds that it would be in UTC. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** @param name the name in the database of time zones, such as `Europe/Berlin` */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The local time at a point in time. */
  localTime(instant: number): number {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, ...rest] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
      (type) => parts.get(type) ?? 0,
    );
    return Date.UTC(year, month - 1, ...rest);
  }

  /**
   * The point in time at which clocks show a local time; the first if they show it twice. Undefined if they skip it at
   * the beginning of summer time.
   */
  instantOf(local: number): number | undefined {
    const offsets = [local - DAY, local + DAY].map((near) => this.localTime(near) - near);
    const instants = offsets.map((offset) => local - offset).sort((a, b) => a - b);
    return instants.find((instant) => this.localTime(instant) === local);
  }
}

const DAY = 86_400_000;

/** Whether AWS can know a time zone by this name: it is one of the database, not an offset such as `+02:00`. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
