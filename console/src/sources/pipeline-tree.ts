import type { PipelineEdge, PipelineNode } from '../api/types.ts';
import { NODE_HEIGHT, type PipelineLayout, type PlacedEdge, type PlacedNode } from './pipeline-layout.ts';

const INDENT = 28;
/** Deeper nodes are shown at this depth, so that their names have room. */
const MAX_DEPTH = 4;
/** Has the labels of the arrows. */
const ROW_GAP = 26;
/** At the right, for arrows that are not part of the tree. */
const GUTTER = 20;
const CORNER = 8;

/** Places the nodes below each other, each indented below the first one that leads to it: for narrow screens. */
export function layOutTree(
  nodes: readonly PipelineNode[],
  edges: readonly PipelineEdge[],
  width: number,
): PipelineLayout {
  const right = width - GUTTER;
  const placed = new Map<string, PlacedNode>();
  /** The arrow that leads to each node in the tree. */
  const parents = new Map<string, PipelineEdge>();
  const place = (node: PipelineNode, depth: number) => {
    const x = Math.min(depth, MAX_DEPTH) * INDENT;
    placed.set(node.id, { ...node, x, y: placed.size * (NODE_HEIGHT + ROW_GAP), width: right - x });
    for (const edge of edges) {
      const next = nodes.find(({ id }) => id === edge.to);
      if (edge.from !== node.id || next === undefined || placed.has(edge.to)) continue;
      parents.set(edge.to, edge);
      place(next, depth + 1);
    }
  };
  const isFirst = ({ id }: PipelineNode) => !edges.some(({ to }) => to === id);
  // What is left is in cycles.
  for (const node of [...nodes.filter(isFirst), ...nodes]) if (!placed.has(node.id)) place(node, 0);
  return {
    nodes: [...placed.values()],
    edges: edges.flatMap((edge) => {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      return [parents.get(edge.to) === edge && from.x < to.x ? branch(edge, from, to) : detour(edge, from, to, right)];
    }),
    width: right,
    height: Math.max(0, placed.size * (NODE_HEIGHT + ROW_GAP) - ROW_GAP),
  };
}

/** From the bottom of a node to the left of one below it. */
function branch(edge: PipelineEdge, from: PlacedNode, to: PlacedNode): PlacedEdge {
  const [x, endY] = [from.x + INDENT / 2, to.y + NODE_HEIGHT / 2];
  const corner = `Q${x} ${endY} ${x + CORNER} ${endY}`;
  return {
    ...edge,
    path: `M${x} ${from.y + NODE_HEIGHT}V${endY - CORNER}${corner}H${to.x}`,
    shortLabel: edge.label,
    labelX: to.x,
    labelY: to.y - 2,
    labelAnchor: 'start',
  };
}

/** Along the right side. What it leads to is in the panel of the node, so it needs no label. */
function detour(edge: PipelineEdge, from: PlacedNode, to: PlacedNode, right: number): PlacedEdge {
  const [startY, endY] = [from.y + NODE_HEIGHT / 2, to.y + NODE_HEIGHT / 2];
  const bend = right + GUTTER;
  return {
    ...edge,
    path: `M${right} ${startY}C${bend} ${startY} ${bend} ${endY} ${right} ${endY}`,
    shortLabel: '',
    labelX: right,
    labelY: endY,
    labelAnchor: 'middle',
  };
}
