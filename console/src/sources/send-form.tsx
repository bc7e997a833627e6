import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { base64Of, bytesOfText } from '../parts/bytes.ts';
import { Field, Form, TextInput } from '../parts/fields.tsx';
import { useAction } from '../state/action.ts';
import { store, useEmulator } from '../state/current.ts';
import { formatCount } from '../state/format.ts';

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

/** What the content is called, and one of what is sent. */
const words: Readonly<Record<SendKind, readonly [content: string, noun: string]>> = {
  queue: ['Body', 'message'],
  topic: ['Message', 'message'],
  bus: ['Detail', 'event'],
  stream: ['Data', 'record'],
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
  const { pattern } = useEmulator().edges?.find(({ from }) => from === id) ?? {};
  const fields = extraFields(kind, name.endsWith('.fifo'), pattern);
  const [content, setContent] = useState('{"n":1}');
  const [count, setCount] = useState(1);
  const [extra, setExtra] = useState(() => Object.fromEntries(fields.map((each) => [each.name, each.initial])));
  const [label, noun] = words[kind];
  const send = useAction(async () => {
    const given = Object.entries(extra).filter(([, value]) => value !== '');
    const { unmatched } = await store.send<{ unmatched?: number }>('POST', '/api/send', {
      to: `${kind}:${name}`,
      content: base64Of(bytesOfText(content)),
      ...(count > 1 && { count }),
      ...Object.fromEntries(given),
    });
    if (unmatched !== undefined) throw new Error(`sent to ${name}, where it matches nothing: nothing gets it`);
    return `sent ${formatCount(count, noun)} to ${name}`;
  });
  return (
    <Form class="stack send-form" action={send}>
      <h3>Send</h3>
      <Field label={label}>
        <TextInput look="mono" rows={4} value={content} onText={setContent} />
      </Field>
      {fields.map((each) => (
        <Field key={each.name} label={each.label}>
          <TextInput value={extra[each.name]} onText={(text) => setExtra({ ...extra, [each.name]: text })} />
        </Field>
      ))}
      <div class="form-row">
        <Field label="How many" hint="{#} in the text becomes the number">
          <TextInput type="number" min={1} max={10_000} value={count} onText={(text) => setCount(Number(text) || 1)} />
        </Field>
        <Button look="primary" isSubmit>
          Send
        </Button>
      </div>
    </Form>
  );
}

/** The first text that a pattern accepts for a member of an event. */
function firstMatch(pattern: string | undefined, member: string): string | undefined {
  const values = (JSON.parse(pattern ?? '{}') as Readonly<Record<string, unknown>>)[member];
  return Array.isArray(values) ? values.find((each) => typeof each === 'string') : undefined;
}
