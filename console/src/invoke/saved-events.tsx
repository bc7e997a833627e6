import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SavedEvent } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { Field, Form, Select, TextInput } from '../parts/fields.tsx';
import { useAction } from '../state/action.ts';
import { client } from '../state/current.ts';
import { attempt } from '../state/toast.ts';

interface SavedEventsProps {
  readonly event: string;
  readonly onEvent: (event: string) => void;
}

/** The events that are files in the project's folder `events`. */
export function SavedEvents({ event, onEvent }: SavedEventsProps) {
  const [saved, setSaved] = useState<readonly SavedEvent[]>([]);
  const [name, setName] = useState('');
  const read = useCallback(async () => {
    const { events } = await client.get<{ events: SavedEvent[] }>('/api/saved');
    setSaved(events);
    return undefined;
  }, []);
  useEffect(() => void attempt(read), [read]);
  const save = useAction(async () => {
    await client.send('PUT', `/api/saved/${encodeURIComponent(name)}`, { event });
    await read();
    return `saved events/${name}.json`;
  });
  return (
    <Form class="saved-events" action={save}>
      <Field label="Saved event">
        <Select
          value=""
          disabled={saved.length === 0}
          options={[['', saved.length === 0 ? 'None yet' : 'Choose one']]}
          onChoose={(chosen) => {
            const found = saved.find((each) => each.name === chosen);
            if (found !== undefined) onEvent(JSON.stringify(found.event, undefined, 2));
          }}
        >
          {saved.map((each) => (
            <option key={each.name} value={each.name} disabled={each.problem !== undefined} title={each.problem}>
              {each.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Save this event as">
        <TextInput value={name} placeholder="order-placed" onText={setName} />
      </Field>
      <Button isSubmit disabled={name === ''}>
        Save
      </Button>
    </Form>
  );
}
