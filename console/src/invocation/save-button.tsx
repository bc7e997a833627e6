import { useRef, useState } from 'preact/hooks';
import type { Invocation } from '../api/types.ts';
import { useStore } from '../state/current.ts';
import { attempt } from '../state/toast.ts';

/** Saves an invocation, with its response, as a file of the project. */
export function SaveButton({ invocation }: { readonly invocation: Invocation }) {
  const store = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const { id } = invocation;
  const [name, setName] = useState(`${invocation.function}-${id}`);
  const save = (submit: Event) => {
    submit.preventDefault();
    void attempt(async () => {
      const { path } = await store.client.send<{ path: string }>('PUT', `/api/saved/${encodeURIComponent(name)}`, {
        id,
      });
      dialog.current?.close();
      return `saved ${path}: alr-builder replay compares with it`;
    });
  };
  return (
    <>
      <button
        type="button"
        class="button"
        title="Save the event and the response as a file of the project"
        onClick={() => dialog.current?.showModal()}
      >
        Save
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="save-title">
        <form class="stack" onSubmit={save}>
          <h2 id="save-title">Save as a file</h2>
          <label class="field">
            <span>Name of the file in the folder events</span>
            <input class="input" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <div class="row-group">
            <button class="button primary" type="submit" disabled={name === ''}>
              Save the file
            </button>
            <button class="button" type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
