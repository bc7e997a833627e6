import { useRef, useState } from 'preact/hooks';
import type { BucketDetails } from '../api/types.ts';
import { PAGE_SIZE, Pager } from '../parts/pager.tsx';
import { useStore } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { attempt } from '../state/toast.ts';
import { useLastLoaded } from '../state/use-loaded.ts';
import { ObjectRow } from './object-row.tsx';

/** The objects of a bucket, and a place to drop files. */
export function BucketPanel({ id, name }: { readonly id: string; readonly name: string }) {
  const store = useStore();
  const prefixes = store.state.value?.edges.filter(({ from }) => from === id).map((edge) => edge.prefix ?? '') ?? [];
  // With it, what is dropped reaches a function.
  const [prefix, setPrefix] = useState(prefixes.includes('') ? '' : (prefixes[0] ?? ''));
  const [shownPrefix, setShownPrefix] = useState('');
  const [skip, setSkip] = useState(0);
  const path = `/api/buckets/${encodeURIComponent(name)}`;
  const address = `${path}?${new URLSearchParams({ prefix: shownPrefix, skip: String(skip), limit: String(PAGE_SIZE) })}`;
  const bucket = useLastLoaded(address, (signal) => store.client.get<BucketDetails>(address, signal));
  if (bucket === undefined) return null;
  return (
    <div class="stack">
      <DropZone name={name} prefix={prefix} />
      <label class="field">
        <span>Prefix of the keys of new objects</span>
        <input
          class="input"
          value={prefix}
          placeholder="uploads/"
          onInput={(event) => setPrefix(event.currentTarget.value)}
        />
      </label>
      <div class="objects-heading">
        <h3>{formatCount(bucket.count, 'object')}</h3>
        <input
          class="input"
          type="search"
          placeholder="Only keys that start with"
          aria-label="Only keys that start with"
          value={shownPrefix}
          onInput={(event) => {
            setShownPrefix(event.currentTarget.value);
            setSkip(0);
          }}
        />
      </div>
      <ul class="objects">
        {bucket.objects.map((object) => (
          <ObjectRow key={object.key} object={object} path={path} />
        ))}
      </ul>
      <Pager label="Pages of objects" skip={skip} count={bucket.count} onSkip={setSkip} />
    </div>
  );
}

function DropZone({ name, prefix }: { readonly name: string; readonly prefix: string }) {
  const store = useStore();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const put = (files: Iterable<File>) =>
    attempt(async () => {
      const names: string[] = [];
      let unmatched = 0;
      for (const file of files) {
        const request = { to: `bucket:${name}`, key: `${prefix}${file.name}`, content: await base64Of(file) };
        const sent = await store.client.send<{ unmatched?: number }>('POST', '/api/send', request);
        unmatched += sent.unmatched ?? 0;
        names.push(request.key);
      }
      store.changed();
      if (names.length === 0) return undefined;
      return `put ${names.join(', ')}${unmatched === 0 ? '' : ': it matches no notification, so nothing gets it'}`;
    });
  return (
    <button
      type="button"
      class={`drop-zone ${isOver ? 'over' : ''}`}
      onClick={() => input.current?.click()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void put([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      Drop files here, or choose them
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          void put([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </button>
  );
}

async function base64Of(file: File): Promise<string> {
  const reader = new FileReader();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
  return (await promise).split(',')[1] ?? '';
}
