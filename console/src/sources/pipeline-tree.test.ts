import { describe, expect, it } from 'vitest';
import type { PipelineEdge, PipelineNode } from '../api/types.ts';
import { layOutTree } from './pipeline-tree.ts';

const node = (id: string): PipelineNode => ({ id, kind: 'queue', name: id });
const edge = (from: string, to: string): PipelineEdge => ({ from, to, label: 'some' });

describe('the layout of a pipeline on a narrow screen', () => {
  it('places what a node leads to below it, indented, within the width', () => {
    const { nodes, width } = layOutTree(
      ['function', 'other', 'queue', 'bucket', 'topic'].map(node),
      [edge('queue', 'function'), edge('bucket', 'queue'), edge('topic', 'other')],
      360,
    );
    expect(nodes.map(({ id }) => id)).toEqual(['bucket', 'queue', 'function', 'topic', 'other']);
    expect(nodes.map(({ x }) => x)).toEqual([0, 28, 56, 0, 28]);
    expect(nodes.map(({ y }) => y)).toEqual(nodes.map(({ y }) => y).toSorted((a, b) => a - b));
    for (const each of nodes) expect(each.x + each.width).toBe(width);
    expect(width).toBeLessThan(360);
  });

  it('has each arrow once, also if a node has several before it, or there is a cycle', () => {
    const edges = [edge('a', 'c'), edge('b', 'c'), edge('c', 'a')];
    const layout = layOutTree(['a', 'b', 'c'].map(node), edges, 360);
    expect(layout.nodes).toHaveLength(3);
    expect(layout.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['a c', 'b c', 'c a']);
  });
});
