import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../state/action.ts';
import { store, useEmulator } from '../state/current.ts';
import { formatCount, formatDateTime, formatDuration, formatTime } from '../state/format.ts';
import { useKeys } from '../state/keys.ts';
import { useNow } from '../state/now.ts';
import { useValue } from '../state/observable.ts';

const TICK_MS = 1000;

interface SkipResult {
  readonly ms: number;
  readonly nextDue?: number;
  readonly invocations: number;
}

/** The time of the sources, and the button that moves it to what is due next. */
export function ClockControl() {
  const now = useNow(TICK_MS) + useValue(store.clockOffset);
  const skip = useAction(async () => {
    const { ms, invocations, nextDue: next } = await store.send<SkipResult>('POST', '/api/skip', { amount: 'next' });
    if (ms === 0) return 'nothing is due';
    const then = next === undefined ? 'nothing else is due' : `next at ${formatTime(next)}`;
    return `skipped ${formatDuration(ms)}: ${formatCount(invocations, 'invocation')}, ${then}`;
  });
  // As in the terminal.
  useKeys(({ key, repeat }) => {
    if (key === 's' && !repeat) void skip.run();
  });
  const { clock: { nextDue, skipped } = { skipped: 0 }, nodes = [] } = useEmulator();
  const wait = nextDue ? formatDuration(Math.max(0, nextDue - now)) : undefined;
  const due = nodes.filter((each) => each.nextDue === nextDue).map(({ kind, name }) => `${kind} ${name}`);
  return (
    <div class="clock">
      <span class="clock-time mono" title="The time of the event sources. Date in your functions stays real.">
        {formatTime(now)}
        {skipped > 0 && <span class="soft"> +{formatDuration(skipped)}</span>}
      </span>
      <Button
        disabled={wait === undefined}
        title={
          nextDue
            ? `Skip to ${formatDateTime(nextDue)}, in ${wait} (s): ${due.join(', ') || 'a retry or a batch'}`
            : undefined
        }
        action={skip}
      >
        <Icon name="skip" />
        <span class="wide-only">Skip to next</span>
        <span class="clock-wait mono">{wait ?? 'nothing due'}</span>
      </Button>
    </div>
  );
}
