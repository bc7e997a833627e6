import { useEffect, useState } from 'preact/hooks';
import type { ConsoleFunction, Sample, SampleField } from '../api/types.ts';
import { useStore } from '../state/current.ts';
import { go, parameter } from '../state/location.ts';
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
  const store = useStore();
  const own = new Set(fn?.triggers.map((each) => each.sample));
  // What invokes the function is what most events are like.
  const kind = parameter('sample') || (samples.find((each) => own.has(each.kind))?.kind ?? NONE);
  const sample = samples.find((each) => each.kind === kind);
  const origin = `${fn?.key} ${kind}`;
  const [fields, setFields] = useState(() => (draft.peek().origin === origin ? draft.peek().fields : {}));
  useEffect(() => {
    const { origin: madeFor, fields: madeOf } = draft.peek();
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
  }, [store, sample, origin, fields, fn?.key]);
  const groups = [
    ['Of the triggers of this function', samples.filter((each) => own.has(each.kind))],
    ['Other sources', samples.filter((each) => !own.has(each.kind) && !each.kind.includes('-in-'))],
    ['In the messages of others', samples.filter((each) => !own.has(each.kind) && each.kind.includes('-in-'))],
  ] as const;
  return (
    <fieldset class="sample-form">
      <legend class="visually-hidden">Sample event</legend>
      <label class="field">
        <span>Sample event</span>
        <select
          class="select"
          value={kind}
          onChange={(event) => {
            setFields({});
            go({ sample: event.currentTarget.value }, { replace: true });
          }}
        >
          <option value={NONE}>None: any JSON</option>
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
        </select>
      </label>
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
  const { name, type, label, hint, choices } = field;
  if (type === 'flag') {
    return (
      <label class="check">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        {label}
      </label>
    );
  }
  const id = `option-${name}`;
  const text = String(value);
  const read = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <select id={id} class="select" value={text} onChange={read}>
          <option value="" />
          {choices.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : ['texts', 'body', 'headers', 'pairs'].includes(type) ? (
        <textarea id={id} class="input" rows={1} placeholder={hint} value={text} onInput={read} />
      ) : type === 'number' ? (
        <input id={id} class="input" type="number" min={0} placeholder={hint} value={text} onInput={read} />
      ) : (
        <input id={id} class="input" type="text" placeholder={hint} value={text} onInput={read} />
      )}
    </div>
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
