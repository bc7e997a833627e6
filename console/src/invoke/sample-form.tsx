import { useEffect, useState } from 'preact/hooks';
import type { ConsoleFunction, Sample, SampleField } from '../api/types.ts';
import { Field, Select, TextInput } from '../parts/fields.tsx';
import { store } from '../state/current.ts';
import { go, useParameter } from '../state/location.ts';
import { attempt } from '../state/toast.ts';
import { draft, type EventDraft } from './event-draft.ts';

interface SampleFormProps {
  readonly samples: readonly Sample[];
  readonly fn: ConsoleFunction | undefined;
}

type Value = string | number | boolean | readonly (string | readonly string[])[] | Readonly<Record<string, string>>;

/** Chosen if the event is not a sample. */
const NONE = 'none';

/** A kind of sample event, and its options. The event is made again as they change. */
export function SampleForm({ samples, fn }: SampleFormProps) {
  const own = new Set(fn?.triggers.map((each) => each.sample));
  // What invokes the function is what most events are like.
  const kind = useParameter('sample') || (samples.find((each) => own.has(each.kind))?.kind ?? NONE);
  const sample = samples.find((each) => each.kind === kind);
  const origin = `${fn?.key} ${kind}`;
  const [fields, setFields] = useState(() => (draft.value.origin === origin ? draft.value.fields : {}));
  useEffect(() => {
    const { origin: madeFor, fields: madeOf } = draft.value;
    if (sample === undefined || (madeFor === origin && madeOf === fields)) return;
    let isCurrent = true;
    void attempt(async () => {
      const body = { kind: sample.kind, options: optionsOf(sample, fields), function: fn?.key };
      const { event } = await store.client.send<{ event: object }>('POST', '/api/samples', body);
      if (isCurrent) draft.value = { text: JSON.stringify(event, undefined, 2), origin, fields };
      return undefined;
    });
    return () => {
      isCurrent = false;
    };
  }, [sample, origin, fields, fn?.key]);
  const groups = [
    ['Of the triggers of this function', samples.filter((each) => own.has(each.kind))],
    ['Other sources', samples.filter((each) => !own.has(each.kind) && !each.kind.includes('-in-'))],
    ['In the messages of others', samples.filter((each) => !own.has(each.kind) && each.kind.includes('-in-'))],
  ] as const;
  return (
    <fieldset class="sample-form">
      <legend class="visually-hidden">Sample event</legend>
      <Field label="Sample event">
        <Select
          value={kind}
          options={[[NONE, 'None: any JSON']]}
          onChoose={(chosen) => {
            setFields({});
            go({ sample: chosen }, { replace: true });
          }}
        >
          {groups.map(
            ([label, list]) =>
              list.length > 0 && (
                <optgroup key={label} label={label}>
                  {list.map((each) => (
                    <option key={each.kind} value={each.kind}>
                      {each.title}
                    </option>
                  ))}
                </optgroup>
              ),
          )}
        </Select>
      </Field>
      {sample !== undefined && sample.fields.length > 0 && (
        <div class="sample-options" key={sample.kind}>
          {sample.fields.map((field) => (
            <OptionField
              key={field.name}
              field={field}
              value={fields[field.name] ?? ''}
              onChange={(value) => setFields({ ...fields, [field.name]: value })}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

interface OptionFieldProps {
  readonly field: SampleField;
  readonly value: string | boolean;
  readonly onChange: (value: string | boolean) => void;
}

function OptionField({ field, value, onChange }: OptionFieldProps) {
  const { type, label, hint, choices } = field;
  if (type === 'flag') {
    return (
      <label class="check">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        {label}
      </label>
    );
  }
  const text = String(value);
  const hasLines = ['texts', 'body', 'headers', 'pairs'].includes(type);
  return (
    <Field label={label}>
      {choices ? (
        <Select value={text} options={[['', ''], ...choices.map((each) => [each] as const)]} onChoose={onChange} />
      ) : (
        <TextInput
          {...(hasLines ? { rows: 1 } : type === 'number' ? { type, min: 0 } : {})}
          placeholder={hint}
          value={text}
          onText={onChange}
        />
      )}
    </Field>
  );
}

/** The options that a form gives. Those of empty fields have their defaults. */
function optionsOf({ fields }: Sample, values: EventDraft['fields']): Readonly<Record<string, Value>> {
  const given = fields.flatMap(({ name, type }) => {
    const value = values[name] ?? '';
    const option = typeof value === 'boolean' ? value : optionOf(type, value);
    return option === undefined ? [] : [[name, option] as const];
  });
  return Object.fromEntries(given);
}

/** The value of an option; undefined if the field is empty, so that the default applies. */
function optionOf(type: SampleField['type'], text: string): Value | undefined {
  if (text === '') return undefined;
  const lines = text.split('\n').filter((line) => line !== '');
  switch (type) {
    case 'number':
      return Number(text);
    case 'texts':
      return lines;
    case 'body':
      return [text];
    case 'headers':
      return lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]);
    case 'pairs':
      return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]));
    default:
      return text;
  }
}
