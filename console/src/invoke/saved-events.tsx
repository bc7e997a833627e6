import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SavedEvent } from '../api/types.ts';
import { useStore } from '../state/current.ts';
import { attempt } from '../state/toast.ts';

interface SavedEventsProps {
  readonly event: string;
  readonly onEvent: (event: string) => void;
}

/** The events that are files in the project's folder `events`. */
export function SavedEvents({ event, onEvent }: SavedEventsProps) {
  const store = useStore();
  const [saved, setSaved] = useState<readonly SavedEvent[]>([]);
  const [name, setName] = useState('');
  const read = useCallback(async () => {
    const { events } = await store.client.get<{ events: SavedEvent[] }>('/api/saved');
    setSaved(events);
    return undefined;
  }, [store]);
  useEffect(() => void attempt(read), [read]);
  const save = (submit: Event) => {
    submit.preventDefault();
    void attempt(async () => {
      await store.client.send('PUT', `/api/saved/${encodeURIComponent(name)}`, { event });
      await read();
      return `saved events/${name}.json`;
    });
  };
  return (
    <form class="saved-events" onSubmit={save}>
      <label class="field">
        <span>Saved event</span>
        <select
          class="select"
          value=""
          disabled={saved.length === 0}
          onChange={(change) => {
            const found = saved.find((each) => each.name === change.currentTarget.value);
            if (found !== undefined) onEvent(JSON.stringify(found.event, undefined, 2));
          }}
        >
          <option value="">{saved.length === 0 ? 'None yet' : 'Choose one'}</option>
          {saved.map((each) => (
            <option key={each.name} value={each.name} disabled={each.problem !== undefined} title={each.problem}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Save this event as</span>
        <input
          class="input"
          value={name}
          placeholder="order-placed"
          onInput={(change) => setName(change.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={name === ''}>
        Save
      </button>
    </form>
  );
}
