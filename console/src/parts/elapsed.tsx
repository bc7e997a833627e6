import { formatDuration } from '../state/format.ts';
import { useNow } from '../state/now.ts';

const TICK_MS = 100;

/** How long something has been running. */
export function Elapsed({ since }: { readonly since: number }) {
  return <span>{formatDuration(Math.max(0, useNow(TICK_MS) - since))}</span>;
}
