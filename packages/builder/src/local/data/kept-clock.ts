import type { ClockOptions } from '../clock/clock.ts';
import type { Journal } from '../sources/journal.ts';

/** What makes the clock go on from where it was in the last run, so that nothing becomes visible later or expires earlier. */
export function keptClock(journal: Journal): Pick<ClockOptions, 'skipped' | 'onSkipped'> {
  const kept = journal.collection('clock', (skipped: number) => ({ value: skipped }));
  const [stored] = kept.restore();
  return {
    skipped: stored?.value ?? 0,
    onSkipped: (skipped) => kept.put('skipped', skipped),
  };
}
