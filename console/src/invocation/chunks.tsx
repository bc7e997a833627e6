import { useMemo } from 'preact/hooks';
import type { Chunk, StreamTotals } from '../api/types.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { formatBytes, formatCount, formatDuration } from '../state/format.ts';

const CHUNK_HEIGHT = 22;
const MAX_CHUNK_ROWS = 10;
const chunkKey = ({ index }: { readonly index: number }) => index;

interface ChunksProps {
  readonly chunks: readonly Chunk[];
  /** Default: of these chunks. */
  readonly totals?: StreamTotals | undefined;
}

/** The chunks of a streamed response, each with its time and size. */
export function Chunks({ chunks, totals }: ChunksProps) {
  const [first] = chunks;
  const last = chunks.at(-1);
  const largest = chunks.reduce((most, { bytes }) => Math.max(most, bytes), 1);
  const numbered = useMemo(() => chunks.map((chunk, index) => ({ ...chunk, index })), [chunks]);
  if (first === undefined || last === undefined) return null;
  const all = totals ?? {
    chunks: chunks.length,
    bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
    lastAtMs: last.atMs,
  };
  return (
    <section aria-label="The chunks of the stream">
      <p class="facts row-group">
        <span>
          first byte after <strong>{formatDuration(first.atMs)}</strong>
        </span>
        <span>
          {formatCount(all.chunks, 'chunk')}, {formatBytes(all.bytes)}
        </span>
        <span>the last one after {formatDuration(all.lastAtMs)}</span>
        {all.chunks > chunks.length && <span>the first {formatCount(chunks.length, 'chunk')} are listed</span>}
      </p>
      <div class="chunks" style={{ height: `${Math.min(chunks.length, MAX_CHUNK_ROWS) * CHUNK_HEIGHT}px` }}>
        <VirtualList
          items={numbered}
          rowHeight={CHUNK_HEIGHT}
          keyOf={chunkKey}
          label="Chunks"
          selectedIndex={-1}
          row={({ index, atMs, bytes }) => (
            <div key={index} class="chunk" role="option" aria-selected={false} tabIndex={-1}>
              <span class="mono soft">{formatDuration(atMs)}</span>
              <span class="chunk-bar" style={{ width: `${Math.max(1, (bytes / largest) * 100)}%` }} />
              <span class="mono">{formatBytes(bytes)}</span>
            </div>
          )}
        />
      </div>
    </section>
  );
}
