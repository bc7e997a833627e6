const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;
const NO_BREAK = '\u00a0';

/** A quantity, which stays in one line. */
export function withUnit(value: number | string, unit: string): string {
  return value + NO_BREAK + unit;
}

/** `0.8 ms`, `12 ms`, `1.24 s`, `6 min 2 s`, `1 d 4 h` */
export function formatDuration(ms: number): string {
  if (ms < 10) return withUnit(Math.max(0, Math.round(ms * 10) / 10), 'ms');
  if (ms < MS_PER_SECOND) return withUnit(Math.round(ms), 'ms');
  if (ms < MS_PER_MINUTE) return withUnit((ms / MS_PER_SECOND).toFixed(ms < 10 * MS_PER_SECOND ? 2 : 1), 's');
  const parts: [number, string][] = [
    [Math.floor(ms / MS_PER_DAY), 'd'],
    [Math.floor((ms % MS_PER_DAY) / MS_PER_HOUR), 'h'],
    [Math.floor((ms % MS_PER_HOUR) / MS_PER_MINUTE), 'min'],
    [Math.floor((ms % MS_PER_MINUTE) / MS_PER_SECOND), 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map((part) => withUnit(...part))
    .join(NO_BREAK);
}

const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `14:03:09.120` */
export function formatTimeMs(time: number): string {
  return `${clockTime.format(time)}.${String(time % MS_PER_SECOND).padStart(3, '0')}`;
}

/** `14:03:09` */
export function formatTime(time: number): string {
  return clockTime.format(time);
}

/** `28 Nov, 14:03:09` */
export function formatDateTime(time: number): string {
  return dateAndTime.format(time);
}

/** `312 B`, `4.2 KB`, `1.3 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return withUnit(bytes, 'B');
  if (bytes < 1_000_000) return withUnit((bytes / 1000).toFixed(1), 'KB');
  return withUnit((bytes / 1_000_000).toFixed(1), 'MB');
}

/** `1 message`, `2 messages` */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
