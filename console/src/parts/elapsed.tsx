import { store } from '../state/current.ts';
import { formatDuration } from '../state/format.ts';
import { useNow } from '../state/now.ts';
import { useValue } from '../state/observable.ts';

const TICK_MS = 100;

/** How long something has been running, since a time on the clock of the sources. */
export function Elapsed({ since }: { readonly since: number }) {
  const now = useNow(TICK_MS) + useValue(store.clockOffset);
  return <span>{formatDuration(Math.max(0, now - since))}</span>;
}
