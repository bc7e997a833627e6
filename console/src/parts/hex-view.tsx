import { useState } from 'preact/hooks';
import { formatBytes } from '../state/format.ts';
import { Button } from './button.tsx';
import { hexRows } from './bytes.ts';

/** How many bytes are shown at first, and how many more at each step. */
const STEP = 4096;

/** Bytes in hexadecimal, and as characters where they are some. */
export function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const [shown, setShown] = useState(STEP);
  return (
    <div class="hex">
      <pre>{hexRows(bytes.subarray(0, shown)).join('\n')}</pre>
      {shown < bytes.length && (
        <Button look="quiet" onClick={() => setShown(shown + STEP)}>
          {formatBytes(bytes.length - shown)} more
        </Button>
      )}
    </div>
  );
}
