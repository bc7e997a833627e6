import type { Invocation } from '../api/types.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { go } from '../state/location.ts';

/** The event, which can be sent again with changes. */
export function EventTab({ invocation: { id, function: name, event } }: { readonly invocation: Invocation }) {
  return (
    <div class="with-tools">
      <JsonTree value={event} />
      <div class="tools">
        <Button onClick={() => go({ view: 'invoke', function: name, sample: 'none', from: String(id), result: '' })}>
          Edit and invoke
        </Button>
        <CopyButton text={JSON.stringify(event, undefined, 2)} what="the event" />
      </div>
    </div>
  );
}
