import { useMemo } from 'preact/hooks';
import type { PipelineEdge, PipelineNode } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { store, useEmulator } from '../state/current.ts';
import { formatCount } from '../state/format.ts';
import { go } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { useWindowWidth } from '../state/window-width.ts';
import { layOut, NODE_HEIGHT, type PlacedNode } from './pipeline-layout.ts';
import { layOutTree } from './pipeline-tree.ts';
import { commonPrefix, shortName } from './short-names.ts';

/** Up to this width, parts are below each other. As in the styles. */
const NARROW = 640;
const NARROW_PADDING = 16;

interface PipelineProps {
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly selected: string | undefined;
  /** What something has just passed: ids of nodes, and of edges as `FROM TO`. */
  readonly lit: ReadonlySet<string>;
}

/** Sources and functions as boxes, and what flows between them as arrows. */
export function Pipeline({ nodes, edges, selected, lit }: PipelineProps) {
  const { functions = [], project } = useEmulator();
  const running = useValue(store.running);
  const prefix = commonPrefix(functions);
  const width = useWindowWidth();
  const layout = useMemo(
    () => (width <= NARROW ? layOutTree(nodes, edges, width - 2 * NARROW_PADDING) : layOut(nodes, edges)),
    [nodes, edges, width],
  );
  const busy = new Set([...running.values()].map((each) => each.function));
  return (
    <section class="pipeline" aria-label="The pipeline of the project">
      <div class="pipeline-sheet" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
        <svg class="pipeline-edges" width={layout.width} height={layout.height} aria-hidden="true">
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="10"
              markerHeight="10"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8z" fill="currentColor" />
            </marker>
          </defs>
          {layout.edges.map(({ from, to, path, label, shortLabel, labelX, labelY, labelAnchor }) => (
            <g key={`${from} ${to}`} class={`edge ${lit.has(`${from} ${to}`) ? 'lit' : ''}`}>
              <path d={path} marker-end="url(#arrow)" />
              {shortLabel !== '' && (
                <text x={labelX} y={labelY - 6} text-anchor={labelAnchor}>
                  {shortLabel}
                  <title>{label}</title>
                </text>
              )}
            </g>
          ))}
        </svg>
        {layout.nodes.map((node) => (
          <Node
            key={node.id}
            node={node}
            shownName={shortName(shortName(node.name, prefix), `${project}-`)}
            isSelected={node.id === selected}
            isLit={lit.has(node.id)}
            isBusy={busy.has(node.name) && node.kind === 'function'}
          />
        ))}
      </div>
    </section>
  );
}

interface NodeProps {
  readonly node: PlacedNode;
  readonly shownName: string;
  readonly isSelected: boolean;
  readonly isLit: boolean;
  readonly isBusy: boolean;
}

function Node({ node, shownName, isSelected, isLit, isBusy }: NodeProps) {
  const { id, kind, name, x, y, width, url } = node;
  const isDeadLetters = (node.deadLettersOf?.length ?? 0) > 0;
  return (
    <button
      type="button"
      class={`node ${kind} ${isSelected ? 'selected' : ''} ${isBusy ? 'busy' : ''} ${isLit ? 'lit' : ''} ${isDeadLetters ? 'dead-letters' : ''}`}
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${NODE_HEIGHT}px` }}
      aria-pressed={isSelected}
      onClick={() => go({ node: isSelected ? '' : id })}
    >
      <Icon name={kind} />
      <span class="node-text">
        <span class="node-name" title={name}>
          {shownName}
        </span>
        <span class="node-kind clip">{isDeadLetters ? 'dead letters' : url ? new URL(url).host : kindNames[kind]}</span>
      </span>
      <Counter node={node} />
    </button>
  );
}

const kindNames: Readonly<Record<PipelineNode['kind'], string>> = {
  function: 'function',
  queue: 'queue',
  bucket: 'bucket',
  topic: 'topic',
  bus: 'event bus',
  stream: 'stream',
  schedule: 'schedule',
  http: 'HTTP',
};

function Counter({ node }: { readonly node: PipelineNode }) {
  const { visible = 0, hidden = 0, delayed = 0, objects = 0, records = 0 } = node;
  const waiting = visible + delayed + objects + records;
  if (waiting + hidden === 0) return null;
  const noun = node.kind === 'bucket' ? 'object' : node.kind === 'stream' ? 'record' : 'message';
  const text = formatCount(waiting + hidden, noun);
  return (
    <span
      class="node-count mono"
      title={hidden > 0 ? `${text}, of which ${hidden} are being processed or hidden` : text}
    >
      {(waiting + hidden).toLocaleString('en')}
      <span class="visually-hidden"> {noun}s</span>
    </span>
  );
}
