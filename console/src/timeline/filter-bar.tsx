import { useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { DialogButton } from '../parts/dialog-button.tsx';
import { Select } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { looks } from '../parts/status.tsx';
import { store, useEmulator } from '../state/current.ts';
import { type InvocationList, noFilter } from '../state/invocation-list.ts';
import { useKeys } from '../state/keys.ts';
import { go, useFilter, useParameter } from '../state/location.ts';

const statuses = ['success', 'partial', 'error', 'timeout'] as const;

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
  'replay',
];

/** What limits the list. It is in the address, so that a reload and the Back button keep it. */
export function FilterBar({ list }: { readonly list: InvocationList }) {
  const box = useRef<HTMLInputElement>(null);
  const { functions = [] } = useEmulator();
  const filter = useFilter();
  useKeys((event) => {
    if (event.key !== '/') return;
    event.preventDefault();
    box.current?.focus();
  });
  const clear = async () => {
    await store.send('POST', '/api/clear');
    go({ id: '' }, { replace: true });
    list.items.value = list.items.value.filter(({ pinned }) => pinned);
    return 'cleared';
  };
  const isFiltered = Object.values(filter).some((value) => value !== '');
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
            value={filter.text}
            onInput={(event) => go({ text: event.currentTarget.value }, { replace: true })}
          />
        </div>
        {isFiltered ? (
          <Button look="quiet" onClick={() => go(noFilter, { replace: true })}>
            Clear the filter
          </Button>
        ) : (
          <DialogButton
            look="quiet"
            label="Clear…"
            heading="Clear the history?"
            action={clear}
            submit="Clear the history"
          >
            <p>All invocations that are not pinned will be removed. This cannot be undone.</p>
          </DialogButton>
        )}
      </div>
      <div class="filter-row">
        <Filter
          name="status"
          label="Status"
          options={[['', 'Any status'], ...statuses.map((each) => [each, looks[each].label] as const)]}
        />
        <Filter
          name="source"
          label="Source"
          options={[['', 'Any source'], ...sources.map((each) => [each] as const)]}
        />
        {functions.length > 1 && (
          <Filter
            name="function"
            label="Function"
            options={[['', 'Any function'], ...functions.map(({ key }) => [key] as const)]}
          />
        )}
      </div>
    </search>
  );
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text?: string])[];
}

function Filter({ name, label, options }: FilterProps) {
  const chosen = useParameter(name);
  // The address may have another one.
  const others = options.some(([value]) => value === chosen) ? [] : [[chosen] as const];
  return (
    <Select
      aria-label={label}
      value={chosen}
      options={[...others, ...options]}
      onChoose={(value) => go({ [name]: value }, { replace: true })}
    />
  );
}
