import { useState } from 'preact/hooks';
import { useStore } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { attempt } from '../state/toast.ts';

type SendKind = 'queue' | 'topic' | 'bus' | 'stream';

interface SendFormProps {
  /** Of the part of the pipeline. */
  readonly id: string;
  readonly name: string;
  readonly kind: SendKind;
}

/** A field besides the content and the number, as the API calls it. */
interface ExtraField {
  readonly name: 'group' | 'key' | 'subject' | 'source' | 'detailType';
  readonly label: string;
  readonly initial: string;
}

const contentLabels: Readonly<Record<SendKind, string>> = {
  queue: 'Body',
  topic: 'Message',
  bus: 'Detail',
  stream: 'Data',
};

/** @param pattern of a rule of an event bus: what is sent at first matches its source and detail type */
function extraFields(kind: SendKind, isFifo: boolean, pattern: string | undefined): readonly ExtraField[] {
  switch (kind) {
    case 'bus':
      return [
        { name: 'source', label: 'Source', initial: firstMatch(pattern, 'source') ?? 'shop' },
        { name: 'detailType', label: 'Detail type', initial: firstMatch(pattern, 'detail-type') ?? 'Order placed' },
      ];
    case 'stream':
      return [{ name: 'key', label: 'Partition key', initial: '' }];
    case 'topic':
      return [{ name: 'subject', label: 'Subject', initial: '' }];
    default:
      return isFifo ? [{ name: 'group', label: 'Message group', initial: 'a' }] : [];
  }
}

/** Sends to a queue, topic, event bus or stream. */
export function SendForm({ id, name, kind }: SendFormProps) {
  const store = useStore();
  const { pattern } = store.state.value?.edges.find(({ from }) => from === id) ?? {};
  const fields = extraFields(kind, name.endsWith('.fifo'), pattern);
  const [content, setContent] = useState('{"n":1}');
  const [count, setCount] = useState(1);
  const [extra, setExtra] = useState(() => Object.fromEntries(fields.map((each) => [each.name, each.initial])));
  const send = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const given = Object.entries(extra).filter(([, value]) => value !== '');
      const { unmatched } = await store.client.send<{ unmatched?: number }>('POST', '/api/send', {
        to: `${kind}:${name}`,
        content: base64Of(content),
        ...(count > 1 && { count }),
        ...Object.fromEntries(given),
      });
      store.changed();
      if (unmatched !== undefined) throw new Error(`sent to ${name}, where it matches nothing: nothing gets it`);
      return `sent ${formatCount(count, kind === 'bus' ? 'event' : kind === 'stream' ? 'record' : 'message')} to ${name}`;
    });
  };
  return (
    <form class="stack send-form" onSubmit={send}>
      <h3>Send</h3>
      <label class="field">
        <span>{contentLabels[kind]}</span>
        <textarea
          class="input mono"
          rows={4}
          value={content}
          onInput={(event) => setContent(event.currentTarget.value)}
        />
      </label>
      {fields.map((each) => (
        <label key={each.name} class="field">
          <span>{each.label}</span>
          <input
            class="input"
            value={extra[each.name]}
            onInput={(event) => setExtra({ ...extra, [each.name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <div class="form-row">
        <label class="field">
          <span title="{#} in the text becomes the number">How many</span>
          <input
            class="input"
            type="number"
            min={1}
            max={10_000}
            value={count}
            onInput={(event) => setCount(event.currentTarget.valueAsNumber || 1)}
          />
        </label>
        <button type="submit" class="button primary">
          Send
        </button>
      </div>
    </form>
  );
}

/** The first text that a pattern accepts for a member of an event. */
function firstMatch(pattern: string | undefined, member: string): string | undefined {
  const values = (JSON.parse(pattern ?? '{}') as Readonly<Record<string, unknown>>)[member];
  return Array.isArray(values) ? values.find((each) => typeof each === 'string') : undefined;
}

/** A text in UTF-8 as Base64. */
function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
