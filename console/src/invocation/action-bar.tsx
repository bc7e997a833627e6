import { useEffect, useRef, useState } from 'preact/hooks';
import type { Difference, Invocation } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { isForPage } from '../state/keys.ts';
import { go } from '../state/location.ts';
import { attempt } from '../state/toast.ts';
import { SaveButton } from './save-button.tsx';

interface ReplayResult {
  readonly id: number;
  readonly status: 'same' | 'differs' | 'succeeded' | 'failed';
  readonly differences: readonly Difference[];
}

const results: Readonly<Record<ReplayResult['status'], string>> = {
  same: 'the response is the same',
  differs: 'the response differs',
  succeeded: 'the function succeeded',
  failed: 'the function failed',
};

/** What can be done with an invocation. */
export function ActionBar({ invocation }: { readonly invocation: Invocation }) {
  const store = useStore();
  const [isPinned, setPinned] = useState(invocation.pinned);
  const [isBusy, setBusy] = useState(false);
  const { id } = invocation;
  const replay = async () => {
    if (isBusy) return;
    setBusy(true);
    await attempt(async () => {
      const result = await store.client.send<ReplayResult>('POST', '/api/replay', { id });
      store.changed();
      go({ id: String(result.id), tab: result.status === 'differs' ? 'compare' : '', with: String(id) });
      return `replayed: ${results[result.status]}`;
    });
    setBusy(false);
  };
  const pin = () =>
    attempt(async () => {
      await store.client.send(isPinned ? 'DELETE' : 'PUT', `/api/pins/${id}`);
      setPinned(!isPinned);
      store.changed();
      return isPinned ? 'released' : 'pinned: it runs again after each change of the code';
    });
  const actions = useRef({ replay, pin });
  actions.current = { replay, pin };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // A key that is held down does it once.
      if (event.repeat || !isForPage(event)) return;
      if (event.key === 'r') void actions.current.replay();
      if (event.key === 'p') void actions.current.pin();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <div class="row-group actions">
      <button
        type="button"
        class="button"
        disabled={isBusy}
        title="Invoke the function with this event again (r)"
        onClick={replay}
      >
        <Icon name="replay" />
        <span class="action-label">Replay</span>
      </button>
      <button
        type="button"
        class={`button ${isPinned ? 'pressed' : ''}`}
        aria-pressed={isPinned}
        title="Pinned invocations run again after each change of the code (p)"
        onClick={pin}
      >
        <Icon name="pin" />
        <span class="action-label">{isPinned ? 'Pinned' : 'Pin'}</span>
      </button>
      <SaveButton invocation={invocation} />
    </div>
  );
}
