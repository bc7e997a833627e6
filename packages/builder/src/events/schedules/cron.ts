/** The values of a field of a cron expression. */
export type CronField = ReadonlySet<number>;

/** Which days of a month a cron expression means. */
export type CronDays =
  | { readonly kind: 'days of the month'; readonly days: CronField }
  | { readonly kind: 'days of the week'; readonly days: CronField }
  | { readonly kind: 'last day' }
  | { readonly kind: 'last weekday' }
  | { readonly kind: 'weekday nearest to'; readonly day: number }
  | { readonly kind: 'last in the month'; readonly dayOfWeek: number }
  | { readonly kind: 'nth in the month'; readonly dayOfWeek: number; readonly nth: number };

/** A parsed cron expression of AWS. Days of the week count from 1 for Sunday. */
export interface Cron {
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly days: CronDays;
  readonly months: CronField;
  readonly years: CronField;
}

/** An expression is not valid; the message completes "SCHEDULE is invalid: ...". */
export class ScheduleError extends Error {
  override get name(): string {
    return 'ScheduleError';
  }
}

interface FieldDefinition {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, starting with that of `min`. */
  readonly words?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions */
const definitions = {
  minutes: { name: 'minutes', min: 0, max: 59 },
  hours: { name: 'hours', min: 0, max: 23 },
  dayOfMonth: { name: 'day of the month', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, words: months },
  dayOfWeek: { name: 'day of the week', min: 1, max: 7, words: weekdays },
  year: { name: 'year', min: 1970, max: 2199 },
} as const satisfies Record<string, FieldDefinition>;

/**
 * Parses the six fields of a cron expression.
 *
 * @throws {ScheduleError} a field is not valid
 */
export function parseCron(text: string): Cron {
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = text.split(' ');
  const cron = {
    minutes: parseField(minutes, definitions.minutes),
    hours: parseField(hours, definitions.hours),
    days: parseDaysOfMonth(dayOfMonth),
    months: parseField(month, definitions.month),
    daysOfWeek: parseDaysOfWeek(dayOfWeek),
    years: parseField(year, definitions.year),
  };
  const { days, daysOfWeek, ...others } = cron;
  const found = days ?? daysOfWeek;
  if (found === undefined || (days !== undefined && daysOfWeek !== undefined)) {
    throw new ScheduleError('either the day of the month or the day of the week (its third or fifth field) must be ?');
  }
  return { ...others, days: found };
}

function parseDaysOfMonth(text: string): CronDays | undefined {
  const [, nearest] = /^([1-9]|[12][0-9]|3[01])W$/i.exec(text) ?? [];
  if (text === '?') return undefined;
  if (/^L$/i.test(text)) return { kind: 'last day' };
  if (/^LW$/i.test(text)) return { kind: 'last weekday' };
  if (nearest !== undefined) return { kind: 'weekday nearest to', day: Number(nearest) };
  return { kind: 'days of the month', days: parseField(text, definitions.dayOfMonth) };
}

function parseDaysOfWeek(text: string): CronDays | undefined {
  if (text === '?') return undefined;
  const definition = definitions.dayOfWeek;
  // Without a day before it, L is the last day of the week.
  if (/^L$/i.test(text)) return { kind: 'days of the week', days: new Set([definition.max]) };
  const [, last] = /^([1-7]|[a-z]{3})L$/i.exec(text) ?? [];
  const lastDay = last && numberOf(last, definition);
  if (lastDay) return { kind: 'last in the month', dayOfWeek: lastDay };
  const [, day, nth] = /^([1-7]|[a-z]{3})#([1-5])$/i.exec(text) ?? [];
  const nthDay = day && numberOf(day, definition);
  if (nthDay) return { kind: 'nth in the month', dayOfWeek: nthDay, nth: Number(nth) };
  return { kind: 'days of the week', days: parseField(text, definition) };
}

function parseField(text: string, definition: FieldDefinition): CronField {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const range = parseRange(item, definition);
    if (range === undefined) throw new ScheduleError(describeField(text, definition));
    for (const value of range) values.add(value);
  }
  return values;
}

/** The values of `5`, `5-10`, `5/2`, `5-10/2` or `*`; undefined if the text is none of these. */
function parseRange(item: string, definition: FieldDefinition): number[] | undefined {
  const { min, max } = definition;
  const [, from = '', to, step] = /^([^/-]+)(?:-([^/-]+))?(?:\/([1-9][0-9]*))?$/.exec(item) ?? [];
  const first = from === '*' && to === undefined ? min : numberOf(from, definition);
  const end = from === '*' || (to === undefined && step !== undefined) ? max : numberOf(to ?? from, definition);
  if (first === undefined || end === undefined) return undefined;
  // A range such as FRI-MON goes on at the start.
  const count = end >= first ? end - first + 1 : end + max - min + 1 - first + 1;
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % Number(step ?? 1) === 0)
    .map((index) => min + ((first - min + index) % (max - min + 1)));
}

function numberOf(text: string, { min, max, words }: FieldDefinition): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word !== -1) return min + word;
  const value = Number(text);
  return /^[0-9]+$/.test(text) && value >= min && value <= max ? value : undefined;
}

function describeField(text: string, { name, min, max, words }: FieldDefinition): string {
  const names = words === undefined ? '' : ` or ${words[0]} to ${words.at(-1)}`;
  return `its ${name}, "${text}", must be *, or a value, range (-), list (,) or step (/) of ${min} to ${max}${names}`;
}
