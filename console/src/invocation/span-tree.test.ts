import { describe, expect, it } from 'vitest';
import type { TraceSpan } from '../api/types.ts';
import { spanTree } from './span-tree.ts';

const span = (id: string, parentId?: string, startMs = 0): TraceSpan => ({
  id,
  ...(parentId !== undefined && { parentId }),
  name: id,
  kind: 'internal',
  startMs,
  durationMs: 1,
});
const shown = (spans: readonly TraceSpan[]) => spanTree(spans).map(({ id, depth }) => `${'-'.repeat(depth)}${id}`);

describe('the tree of spans', () => {
  it('has each span after the one that it is in, in the order of time', () => {
    const spans = [
      span('b2', 'b', 6),
      span('c', 'a', 3),
      span('b', 'a', 4),
      span('a', 'elsewhere', 1),
      span('b1', 'b', 5),
    ];
    expect(shown(spans)).toEqual(['a', '-c', '-b', '--b1', '--b2']);
  });

  it('has several roots', () => {
    expect(shown([span('b', undefined, 2), span('a', 'x', 1)])).toEqual(['a', 'b']);
  });

  it('has all spans once, even if they are in each other', () => {
    expect(shown([span('a', 'a'), span('b', 'c'), span('c', 'b')])).toEqual(['a', 'b', '-c']);
  });

  it('can be deep', () => {
    const spans = Array.from({ length: 1000 }, (_, index) => span(String(index), String(index - 1), index));
    expect(spanTree(spans)).toHaveLength(1000);
    expect(Math.max(...spanTree(spans).map(({ depth }) => depth))).toBe(12);
  });
});
