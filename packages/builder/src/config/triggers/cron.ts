interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, starting with that of `min`. */
  readonly words?: readonly string[];
  /** Other values that the field allows. */
  readonly special?: RegExp;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions */
const fields: readonly CronField[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31, special: /^(\?|L|LW|([1-9]|[12][0-9]|3[01])W)$/ },
  { name: 'month', min: 1, max: 12, words: months },
  { name: 'day of the week', min: 1, max: 7, words: days, special: /^(\?|L|[1-7]L|([1-7]|[A-Z]{3})#[1-5])$/ },
  { name: 'year', min: 1970, max: 2199 },
];

/** The reason why EventBridge would reject a schedule `cron(...)`; undefined for a valid one and for other schedules. */
export function findCronError(schedule: string): string | undefined {
  const texts = /^cron\((.*)\)$/.exec(schedule)?.[1]?.split(' ');
  if (texts === undefined) return undefined;
  for (const [index, field] of fields.entries()) {
    const text = texts[index] ?? '';
    if (!isValid(text, field)) return `its ${field.name}, "${text}", must be ${expectedOf(field)}`;
  }
  const unspecified = [texts[2], texts[4]].filter((text) => text === '?').length;
  if (unspecified === 1) return undefined;
  return 'either the day of the month or the day of the week (its third or fifth field) must be ?';
}

function isValid(text: string, field: CronField): boolean {
  if (field.special?.test(text.toUpperCase())) return true;
  return text.split(',').every((item) => {
    const [, from, to = from, step = '1'] = /^([^/-]+)(?:-([^/-]+))?(?:\/(.+))?$/.exec(item) ?? [];
    if (from === undefined || to === undefined || !/^[1-9][0-9]*$/.test(step)) return false;
    return item.split('/', 1)[0] === '*' || (isInRange(from, field) && isInRange(to, field));
  });
}

function isInRange(text: string, { min, max, words }: CronField): boolean {
  if (words?.includes(text.toUpperCase())) return true;
  return /^[0-9]+$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function expectedOf({ min, max, words }: CronField): string {
  const names = words === undefined ? '' : ` or ${words[0]} to ${words.at(-1)}`;
  return `*, or a value, range (-), list (,) or step (/) of ${min} to ${max}${names}`;
}
