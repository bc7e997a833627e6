import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { formatCount, formatDuration, formatTime } from '../state/format.ts';
import { isForPage } from '../state/keys.ts';
import { attempt } from '../state/toast.ts';

const TICK_MS = 1000;

/** The key s, which works as in the terminal. */
function SkipKey({ skip }: { readonly skip: () => unknown }) {
  const action = useRef(skip);
  action.current = skip;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 's' && !event.repeat && isForPage(event)) action.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return null;
}

interface SkipResult {
  readonly ms: number;
  readonly invocations: number;
}

/** The time of the sources, and the button that moves it to what is due next. */
export function ClockControl() {
  const store = useStore();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const clock = store.state.value?.clock;
  if (clock === undefined) return null;
  const now = Date.now() + store.clockOffset.value;
  const { nextDue, skipped } = clock;
  const wait = nextDue === undefined ? undefined : Math.max(0, nextDue - now);
  const skip = () =>
    attempt(async () => {
      const { ms, invocations } = await store.client.send<SkipResult>('POST', '/api/skip', { amount: 'next' });
      store.changed();
      if (ms === 0) return 'nothing is due';
      return `skipped ${formatDuration(ms)}: ${formatCount(invocations, 'invocation')}`;
    });
  return (
    <div class="clock">
      <SkipKey skip={skip} />
      <span class="clock-time mono" title="The time of the event sources. Date in your functions stays real.">
        {formatTime(now)}
        {skipped > 0 && <span class="soft"> +{formatDuration(skipped)}</span>}
      </span>
      <button
        type="button"
        class="button"
        disabled={wait === undefined}
        title={wait === undefined ? 'Nothing is due' : `Skip to what is due next, in ${formatDuration(wait)} (s)`}
        onClick={skip}
      >
        <Icon name="skip" />
        <span class="wide-only">Skip to next</span>
        {wait !== undefined && <span class="clock-wait mono">{formatDuration(wait)}</span>}
      </button>
    </div>
  );
}
