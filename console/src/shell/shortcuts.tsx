import { useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { useKeys } from '../state/keys.ts';
import { go } from '../state/location.ts';

const keys: readonly (readonly [key: string, does: string])[] = [
  ['1 2 3', 'Sources, Timeline, Invoke'],
  ['↑ ↓ or j k', 'Move in the list of invocations'],
  ['/', 'Filter the invocations'],
  ['Ctrl Enter', 'Invoke with the event that is shown'],
  ['r', 'Replay the selected invocation'],
  ['p', 'Pin the selected invocation'],
  ['s', 'Skip to what is due next'],
  ['Escape', 'Leave a field, close a panel'],
  ['?', 'Show these keys'],
];

const views = { '1': 'sources', '2': 'timeline', '3': 'invoke' } as const;

/** The keys that work everywhere, and the list of all keys. */
export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  useKeys(({ key }) => {
    if (key === '?') dialog.current?.showModal();
    const view = views[key as keyof typeof views];
    if (view !== undefined) go({ view });
  });
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt class="hint">
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <Button isSubmit>Close</Button>
      </form>
    </dialog>
  );
}
