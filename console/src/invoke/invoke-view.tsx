import { useEffect, useState } from 'preact/hooks';
import type { Invocation, Sample } from '../api/types.ts';
import { InvocationPane } from '../invocation/invocation-pane.tsx';
import { Button } from '../parts/button.tsx';
import { CodeEditor } from '../parts/code-editor.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Select } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../state/action.ts';
import { store, useEmulator } from '../state/current.ts';
import { go, useParameter } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { attempt } from '../state/toast.ts';
import { draft, editEvent } from './event-draft.ts';
import { SampleForm } from './sample-form.tsx';
import { SavedEvents } from './saved-events.tsx';

/** Invokes a function with a sample event, a saved one, or any other, and shows what becomes of it. */
export function InvokeView() {
  const [samples, setSamples] = useState<readonly Sample[]>();
  const event = useValue(draft).text;
  useEffect(() => {
    void attempt(async () => {
      const { samples: all } = await store.client.get<{ samples: Sample[] }>('/api/samples');
      setSamples(all);
      return undefined;
    }).then((isDone) => isDone || setSamples([]));
  }, []);
  const from = useParameter('from');
  useEffect(() => {
    const origin = `invocation ${from}`;
    if (from === '' || draft.value.origin === origin) return;
    void attempt(async () => {
      const { event: earlier } = await store.client.get<Invocation>(`/api/invocations/${encodeURIComponent(from)}`);
      draft.value = { text: JSON.stringify(earlier, undefined, 2), origin, fields: {} };
      return undefined;
    });
  }, [from]);
  const { functions = [] } = useEmulator();
  const wanted = useParameter('function');
  const chosen = functions.find(({ key }) => key === wanted) ?? functions[0];
  const invoke = useAction(async () => {
    const { id } = await store.send<{ id: number }>('POST', '/api/invoke', { function: chosen?.key, event });
    go({ result: String(id) }, { replace: true });
    return undefined;
  });
  const result = useParameter('result');
  // Nothing moves when they come.
  if (samples === undefined) return null;
  return (
    <div class="invoke">
      <section class="invoke-input" aria-label="The event">
        <div class="row-group invoke-bar">
          {functions.length > 1 ? (
            <Select
              look="invoke-function"
              aria-label="Function"
              value={chosen?.key}
              options={functions.map(({ key }) => [key])}
              onChoose={(key) => go({ function: key, sample: '', from: '' }, { replace: true })}
            />
          ) : (
            <h2>{chosen?.key}</h2>
          )}
          <Button look="primary" disabled={invoke.isBusy} action={invoke}>
            <Icon name={invoke.isBusy ? 'running' : 'play'} />
            {invoke.isBusy ? 'Running' : 'Invoke'}
            <kbd>Ctrl ↵</kbd>
          </Button>
        </div>
        <SampleForm key={chosen?.key} samples={samples} fn={chosen} />
        <SavedEvents event={event} onEvent={editEvent} />
        <CodeEditor label="Event as JSON" value={event} onChange={editEvent} onRun={invoke.run} />
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
