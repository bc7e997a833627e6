import { useState } from 'preact/hooks';
import type { Difference, Invocation } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { DialogButton } from '../parts/dialog-button.tsx';
import { Field, TextInput } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../state/action.ts';
import { store } from '../state/current.ts';
import { useKeys } from '../state/keys.ts';
import { go } from '../state/location.ts';

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
  const { id, pinned } = invocation;
  const [name, setName] = useState(`${invocation.function}-${id}`);
  const replay = useAction(async () => {
    const result = await store.send<ReplayResult>('POST', '/api/replay', { id });
    go({ id: String(result.id), tab: result.status === 'differs' ? 'compare' : '', with: String(id) });
    return `replayed: ${results[result.status]}`;
  });
  const pin = useAction(async () => {
    await store.send(pinned ? 'DELETE' : 'PUT', `/api/pins/${id}`);
    return pinned ? 'released' : 'pinned: it runs again after each change of the code';
  });
  const save = async () => {
    const { path } = await store.client.send<{ path: string }>('PUT', `/api/saved/${encodeURIComponent(name)}`, { id });
    return `saved ${path}: alr-builder replay compares with it`;
  };
  useKeys(({ key, repeat }) => {
    // A key that is held down does it once.
    if (key === 'r' && !repeat) void replay.run();
    if (key === 'p' && !repeat) void pin.run();
  });
  return (
    <div class="row-group actions">
      <Button disabled={replay.isBusy} title="Invoke the function with this event again (r)" action={replay}>
        <Icon name="replay" />
        <span class="action-label">Replay</span>
      </Button>
      <Button
        look={pinned ? 'pressed' : ''}
        aria-pressed={pinned}
        title="Pinned invocations run again after each change of the code (p)"
        action={pin}
      >
        <Icon name="pin" />
        <span class="action-label">{pinned ? 'Pinned' : 'Pin'}</span>
      </Button>
      <DialogButton
        label="Save"
        title="Save the event and the response as a file of the project"
        heading="Save as a file"
        action={save}
        submit="Save the file"
        canSubmit={name !== ''}
      >
        <Field label="Name of the file in the folder events">
          <TextInput value={name} onText={setName} />
        </Field>
      </DialogButton>
    </div>
  );
}
