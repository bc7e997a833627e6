import { useEffect, useRef } from 'preact/hooks';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useStore } from '../state/current.ts';
import { sourceName } from '../state/format.ts';
import type { InvocationList } from '../state/invocation-list.ts';
import { isForPage } from '../state/keys.ts';
import { go, parameter } from '../state/location.ts';
import { attempt } from '../state/toast.ts';

const statuses = [
  ['', 'Any status'],
  ['success', 'Succeeded'],
  ['partial', 'With failures'],
  ['error', 'Failed'],
  ['timeout', 'Timed out'],
] as const;

const sources = [
  'invoke',
  'event',
  'http',
  'sqs',
  's3',
  'sns',
  'eventbridge',
  'schedule',
  'kinesis',
  'dynamodb',
  'repeat',
];

/** What limits the list. It is in the address, so that a reload and the Back button keep it. */
export function FilterBar({ list }: { readonly list: InvocationList }) {
  const store = useStore();
  const box = useRef<HTMLInputElement>(null);
  const functions = store.state.value?.functions ?? [];
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || !isForPage(event)) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  const clear = () =>
    attempt(async () => {
      await store.client.send('POST', '/api/clear');
      go({ id: '' }, { replace: true });
      list.items.value = list.items.value.filter(({ pinned }) => pinned);
      store.changed();
      return 'cleared';
    });
  const isFiltered = ['text', 'status', 'source', 'function'].some((name) => parameter(name) !== '');
  return (
    <search class="filter-bar">
      <div class="filter-row">
        <div class="search">
          <Icon name="search" />
          <input
            ref={box}
            class="input"
            type="search"
            placeholder="Filter by text"
            aria-label="Filter by text"
            value={parameter('text')}
            onInput={(event) => go({ text: event.currentTarget.value }, { replace: true })}
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          />
        </div>
        {isFiltered ? (
          <button
            type="button"
            class="button quiet"
            onClick={() => go({ text: '', status: '', source: '', function: '' }, { replace: true })}
          >
            Clear the filter
          </button>
        ) : (
          <ConfirmButton
            class="button quiet"
            question="Clear the history?"
            text="All invocations that are not pinned will be removed. This cannot be undone."
            action="Clear the history"
            onConfirm={clear}
          >
            Clear…
          </ConfirmButton>
        )}
      </div>
      <div class="filter-row">
        <Select name="status" label="Status" options={statuses} />
        <Select
          name="source"
          label="Source"
          options={[['', 'Any source'], ...sources.map((each) => [each, sourceName(each)] as const)]}
        />
        {functions.length > 1 && (
          <Select
            name="function"
            label="Function"
            options={[['', 'Any function'], ...functions.map(({ key }) => [key, key] as const)]}
          />
        )}
      </div>
    </search>
  );
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

function Select({ name, label, options }: SelectProps) {
  const chosen = parameter(name);
  // Somebody may have written something else into the address.
  const isOffered = options.some(([value]) => value === chosen);
  return (
    <select
      class="select"
      aria-label={label}
      value={chosen}
      onChange={(event) => go({ [name]: event.currentTarget.value }, { replace: true })}
    >
      {!isOffered && <option value={chosen}>{chosen}</option>}
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
