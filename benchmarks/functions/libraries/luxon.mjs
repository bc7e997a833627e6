import { DateTime } from 'luxon';

export async function handler() {
  const start = DateTime.fromISO('2026-01-31T12:00', { zone: 'Europe/Berlin' });
  return { day: start.plus({ months: 1 }).setLocale('de').toLocaleString(DateTime.DATETIME_FULL), utc: start.toUTC() };
}
