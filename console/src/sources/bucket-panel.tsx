import { useRef, useState } from 'preact/hooks';
import type { BucketDetails } from '../api/types.ts';
import { Field, TextInput } from '../parts/fields.tsx';
import { PAGE_SIZE, Pager } from '../parts/pager.tsx';
import { client, store, useEmulator } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { attempt } from '../state/toast.ts';
import { useLastLoaded } from '../state/use-loaded.ts';
import { ObjectRow } from './object-row.tsx';

/** The objects of a bucket, and a place to drop files. */
export function BucketPanel({ id, name }: { readonly id: string; readonly name: string }) {
  const { edges = [] } = useEmulator();
  const prefixes = edges.filter(({ from }) => from === id).map((edge) => edge.prefix ?? '');
  // With it, what is dropped reaches a function.
  const [prefix, setPrefix] = useState(prefixes.includes('') ? '' : (prefixes[0] ?? ''));
  const [shownPrefix, setShownPrefix] = useState('');
  const [skip, setSkip] = useState(0);
  const path = `/api/buckets/${encodeURIComponent(name)}`;
  const bucket = useLastLoaded(`${path} ${skip} ${shownPrefix}`, (signal) =>
    client.get<BucketDetails>(path, { prefix: shownPrefix, skip, limit: PAGE_SIZE }, signal),
  );
  if (bucket === undefined) return null;
  return (
    <div class="stack">
      <DropZone name={name} prefix={prefix} />
      <Field label="Prefix of the keys of new objects">
        <TextInput value={prefix} placeholder="uploads/" onText={setPrefix} />
      </Field>
      <div class="objects-heading">
        <h3>{formatCount(bucket.count, 'object')}</h3>
        <TextInput
          type="search"
          placeholder="Only keys that start with"
          aria-label="Only keys that start with"
          value={shownPrefix}
          onText={(text) => {
            setShownPrefix(text);
            setSkip(0);
          }}
        />
      </div>
      <ul class="contents">
        {bucket.objects.map((object) => (
          <ObjectRow key={object.key} object={object} path={path} />
        ))}
      </ul>
      <Pager label="Pages of objects" skip={skip} count={bucket.count} onSkip={setSkip} />
    </div>
  );
}

function DropZone({ name, prefix }: { readonly name: string; readonly prefix: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const put = (files: Iterable<File>) =>
    attempt(async () => {
      const keys: string[] = [];
      let unmatched = 0;
      for (const file of files) {
        const key = `${prefix}${file.name}`;
        const content = await base64Of(file);
        const sent = await store.send<{ unmatched?: number }>('POST', '/api/send', {
          to: `bucket:${name}`,
          key,
          content,
          ...(file.type !== '' && { contentType: file.type }),
        });
        unmatched += sent.unmatched ?? 0;
        keys.push(key);
      }
      if (keys.length === 0) return undefined;
      return `put ${keys.join(', ')}${unmatched === 0 ? '' : ': it matches no notification, so nothing gets it'}`;
    });
  const drag = (isIn: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isIn);
  };
  return (
    <button
      type="button"
      class={`drop-zone ${isOver ? 'over' : ''}`}
      onClick={() => input.current?.click()}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
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

/** In a browser, this is the way for large files. */
async function base64Of(file: File): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
  return (await promise).split(',')[1] ?? '';
}
