import { addDays, format, formatDistance } from 'date-fns';

export async function handler() {
  const start = new Date(2026, 0, 31);
  return { day: format(addDays(start, 1), 'PPPP'), distance: formatDistance(start, new Date(2026, 2, 1)) };
}
