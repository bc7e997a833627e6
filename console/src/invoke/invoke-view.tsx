import { useEffect, useState } from 'preact/hooks';
import type { Invocation, Sample } from '../api/types.ts';
import { InvocationPane } from '../invocation/invocation-pane.tsx';
import { CodeEditor } from '../parts/code-editor.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { go, parameter } from '../state/location.ts';
import { attempt } from '../state/toast.ts';
import { draft, editEvent } from './event-draft.ts';
import { SampleForm } from './sample-form.tsx';
import { SavedEvents } from './saved-events.tsx';

/** Invokes a function with a sample event, a saved one, or any other, and shows what becomes of it. */
export function InvokeView() {
  const store = useStore();
  const [samples, setSamples] = useState<readonly Sample[]>();
  const event = draft.value.text;
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    void attempt(async () => {
      const { samples: all } = await store.client.get<{ samples: Sample[] }>('/api/samples');
      setSamples(all);
      return undefined;
    }).then((isDone) => isDone || setSamples([]));
  }, [store]);
  const from = parameter('from');
  useEffect(() => {
    const origin = `invocation ${from}`;
    if (from === '' || draft.peek().origin === origin) return;
    void attempt(async () => {
      const { event: earlier } = await store.client.get<Invocation>(`/api/invocations/${encodeURIComponent(from)}`);
      draft.value = { text: JSON.stringify(earlier, undefined, 2), origin, fields: {} };
      return undefined;
    });
  }, [store, from]);
  const functions = store.state.value?.functions ?? [];
  const chosen = functions.find(({ key }) => key === parameter('function')) ?? functions[0];
  const invoke = async () => {
    if (chosen === undefined || isBusy) return;
    setBusy(true);
    await attempt(async () => {
      const { id } = await store.client.send<{ id: number }>('POST', '/api/invoke', { function: chosen.key, event });
      store.changed();
      go({ result: String(id) }, { replace: true });
      return undefined;
    });
    setBusy(false);
  };
  const result = parameter('result');
  // Nothing moves when they come.
  if (samples === undefined) return null;
  return (
    <div class="invoke">
      <section class="invoke-input" aria-label="The event">
        <div class="row-group invoke-bar">
          {functions.length > 1 ? (
            <select
              class="select invoke-function"
              aria-label="Function"
              value={chosen?.key ?? ''}
              onChange={(change) =>
                go({ function: change.currentTarget.value, sample: '', from: '' }, { replace: true })
              }
            >
              {functions.map(({ key }) => (
                <option key={key}>{key}</option>
              ))}
            </select>
          ) : (
            <h2>{chosen?.key}</h2>
          )}
          <button type="button" class="button primary" disabled={isBusy} onClick={invoke}>
            <Icon name={isBusy ? 'running' : 'play'} />
            {isBusy ? 'Running' : 'Invoke'}
            <kbd>Ctrl ↵</kbd>
          </button>
        </div>
        <SampleForm key={chosen?.key} samples={samples} fn={chosen} />
        <SavedEvents event={event} onEvent={editEvent} />
        <CodeEditor label="Event as JSON" value={event} onChange={editEvent} onRun={invoke} />
      </section>
      <section class="invoke-result" aria-label="The result">
        {result === '' ? (
          <EmptyState title="Invoke the function">
            Choose a sample event and fill in its form, or write any JSON. The response, log, time and calls to AWS are
            shown here.
          </EmptyState>
        ) : (
          <InvocationPane key={result} id={result} />
        )}
      </section>
    </div>
  );
}
