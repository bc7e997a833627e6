import type { PipelineEdge, PipelineNode } from '../api/types.ts';

const NODE_WIDTH = 188;
export const NODE_HEIGHT = 60;
const COLUMN_GAP = 112;
const ROW_GAP = 16;
const MAX_LABEL = 16;

export interface PlacedNode extends PipelineNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PlacedEdge extends PipelineEdge {
  readonly path: string;
  /** As much of the label as fits between two columns. */
  readonly shortLabel: string;
  /** The middle of the curve, where its label is. */
  readonly labelX: number;
  readonly labelY: number;
  readonly labelAnchor: 'start' | 'middle';
}

export interface PipelineLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** Places each node in the column after those that lead to it, in the order in which they come. */
export function layOut(nodes: readonly PipelineNode[], edges: readonly PipelineEdge[]): PipelineLayout {
  const columns = new Map<string, number>();
  const columnOf = (id: string, path: ReadonlySet<string>): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    // A bucket that its own function writes to is a cycle: it is cut where it closes.
    if (path.has(id)) return -1;
    const before = edges.filter(({ to }) => to === id).map(({ from }) => columnOf(from, new Set([...path, id])));
    const column = Math.max(-1, ...before) + 1;
    if (path.size === 0) columns.set(id, column);
    return column;
  };
  for (const { id } of nodes) columnOf(id, new Set());
  const rows = new Map<number, number>();
  const placed = new Map<string, PlacedNode>();
  for (const node of orderedByNeighbours(nodes, edges, columns)) {
    const column = columns.get(node.id) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    const [x, y] = [column * (NODE_WIDTH + COLUMN_GAP), row * (NODE_HEIGHT + ROW_GAP)];
    placed.set(node.id, { ...node, x, y, width: NODE_WIDTH });
  }
  const all = [...placed.values()];
  return {
    nodes: all,
    edges: edges.flatMap((edge) => {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      return from && to ? [curve(edge, from, to)] : [];
    }),
    width: Math.max(0, ...all.map(({ x }) => x + NODE_WIDTH)),
    height: Math.max(0, ...all.map(({ y }) => y + NODE_HEIGHT)),
  };
}

/** Column by column, each node beside the first node that leads to it, or that a first one leads to. */
function orderedByNeighbours(
  nodes: readonly PipelineNode[],
  edges: readonly PipelineEdge[],
  columns: ReadonlyMap<string, number>,
): readonly PipelineNode[] {
  const position = new Map<string, number>();
  const last = Math.max(0, ...columns.values());
  const ordered: PipelineNode[] = [];
  for (let column = 0; column <= last; column++) {
    const here = nodes.filter(({ id }) => columns.get(id) === column);
    const rank = (id: string) => {
      const before = edges.filter(({ to }) => to === id).map(({ from }) => position.get(from) ?? 0);
      const after = edges.filter(({ from }) => from === id).map(({ to }) => nodes.findIndex((each) => each.id === to));
      return Math.min(...(before.length > 0 ? before : after), Number.MAX_SAFE_INTEGER);
    };
    // What was given up is beside the main path.
    const isAside = ({ deadLettersOf = [] }: PipelineNode) => Number(deadLettersOf.length > 0);
    here.sort((a, b) => rank(a.id) - rank(b.id) || isAside(a) - isAside(b));
    here.forEach(({ id }, index) => {
      position.set(id, index);
    });
    ordered.push(...here);
  }
  return ordered;
}

function curve(edge: PipelineEdge, from: PlacedNode, to: PlacedNode): PlacedEdge {
  const [startX, startY] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  const [endX, endY] = [to.x, to.y + NODE_HEIGHT / 2];
  const bend = Math.max(28, Math.abs(endX - startX) / 2);
  return {
    ...edge,
    shortLabel: edge.label.length > MAX_LABEL ? `${edge.label.slice(0, MAX_LABEL - 1)}…` : edge.label,
    path: `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`,
    labelX: (startX + endX) / 2,
    labelY: (startY + endY) / 2 - 3,
    labelAnchor: 'middle',
  };
}
