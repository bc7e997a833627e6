import { describe, expect, it } from 'vitest';
import type { PipelineEdge, PipelineNode } from '../api/types.ts';
import { layOut } from './pipeline-layout.ts';

const node = (id: string, more: Partial<PipelineNode> = {}): PipelineNode => ({ id, kind: 'queue', name: id, ...more });
const edge = (from: string, to: string): PipelineEdge => ({ from, to, label: '' });

describe('the layout of a pipeline', () => {
  it('places each node after those that lead to it', () => {
    const { nodes } = layOut(
      [node('function'), node('bucket'), node('queue')],
      [edge('queue', 'function'), edge('bucket', 'queue')],
    );
    expect(nodes.toSorted((a, b) => a.x - b.x).map(({ id }) => id)).toEqual(['bucket', 'queue', 'function']);
    expect(new Set(nodes.map(({ y }) => y)).size).toBe(1);
  });

  it('places dead letters below the function that the queue leads to', () => {
    const { nodes } = layOut(
      [node('dlq', { deadLettersOf: ['queue'] }), node('queue'), node('function')],
      [edge('queue', 'dlq'), edge('queue', 'function')],
    );
    const at = (id: string) => nodes.find((each) => each.id === id);
    expect(at('dlq')?.x).toBe(at('function')?.x);
    expect(at('dlq')?.y).toBeGreaterThan(at('function')?.y ?? 0);
  });

  it('has an end although a function writes to the bucket that triggers it', () => {
    const { nodes, edges } = layOut(
      [node('bucket'), node('function')],
      [edge('bucket', 'function'), edge('function', 'bucket')],
    );
    expect(nodes).toHaveLength(2);
    expect(edges).toHaveLength(2);
    expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(2);
  });
});
