import { useEffect, useState } from 'preact/hooks';
import type { BucketObject } from '../api/types.ts';
import { mediaType } from '../invocation/http-response.ts';
import { BodyView } from '../parts/body-view.tsx';
import { Button } from '../parts/button.tsx';
import { DialogButton } from '../parts/dialog-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useAction } from '../state/action.ts';
import { client, store } from '../state/current.ts';
import { formatBytes, formatDateTime } from '../state/format.ts';
import { ContentRow } from './content-row.tsx';

/** How many bytes of an object are shown. A picture needs all of them. */
const SHOWN = 65_536;
const SHOWN_OF_PICTURES = 4_194_304;

interface ObjectRowProps {
  readonly object: BucketObject;
  /** Of the bucket, in the API. */
  readonly path: string;
}

/** An object of a bucket, and what can be done with it. */
export function ObjectRow({ object, path }: ObjectRowProps) {
  const { key, size, modifiedAt, eTag, metadata = {} } = object;
  const name = key.replaceAll('\n', '\\n');
  const contentType = contentTypeOf(object);
  const content = `${path}/object?key=${encodeURIComponent(key)}`;
  const remove = async () => {
    await store.send('POST', `${path}/delete`, { key });
    return `deleted ${name}`;
  };
  const download = useAction(async () => {
    await saveFile(await store.client.open('GET', content), key.split('/').at(-1) || 'object');
    return undefined;
  });
  const heading = (
    <>
      <span class="clip mono" title={name}>
        {name}
      </span>
      <span class="soft mono">{formatBytes(size)}</span>
    </>
  );
  return (
    <ContentRow look="object-heading" heading={heading}>
      <div class="row-group">
        <Button action={download}>Download</Button>
        <DialogButton look="danger" label="Delete…" heading="Delete the object?" action={remove} submit="Delete">
          <p>{name} will be deleted. This cannot be undone.</p>
        </DialogButton>
      </div>
      <Preview content={content} size={size} eTag={eTag} contentType={contentType} />
      <Facts
        facts={[
          ['Type', contentType || 'unknown'],
          ['Changed', formatDateTime(modifiedAt)],
          ['ETag', eTag],
          ...Object.entries(metadata),
        ]}
      />
    </ContentRow>
  );
}

interface PreviewProps {
  /** Its address in the API. */
  readonly content: string;
  readonly size: number;
  /** Changes with the content. */
  readonly eTag: string;
  readonly contentType: string;
}

function Preview({ content, size, eTag, contentType }: PreviewProps) {
  const [body, setBody] = useState<Uint8Array>();
  const limit = contentType.startsWith('image/') ? SHOWN_OF_PICTURES : SHOWN;
  // With another ETag, the content is another one.
  useEffect(() => {
    const read = async () => {
      const response = await client.open('GET', `${content}&limit=${limit}`);
      setBody(new Uint8Array(await response.arrayBuffer()));
    };
    // The event stream shows that the emulator is gone.
    read().catch(() => {});
  }, [content, limit, eTag]);
  if (body === undefined) return null;
  if (size === 0) return <p class="soft">The object is empty.</p>;
  return (
    <>
      <BodyView body={body} contentType={size > limit ? '' : contentType} />
      {size > limit && (
        <p class="soft">
          The first {formatBytes(limit)} of {formatBytes(size)}.
        </p>
      )}
    </>
  );
}

/** Many clients do not say what it is. Then the name says it, if it is a picture. */
function contentTypeOf({ key, contentType }: BucketObject): string {
  const type = mediaType(contentType);
  if (type !== '' && type !== 'application/octet-stream') return type;
  const extension = /\.(jpe?g|png|gif|webp|avif|svg)$/i.exec(key)?.[1]?.toLowerCase();
  return extension === undefined ? type : `image/${{ jpg: 'jpeg', svg: 'svg+xml' }[extension] ?? extension}`;
}
