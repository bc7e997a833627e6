import { useEffect, useMemo, useRef } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { store, useEmulator } from '../state/current.ts';
import { useParameter } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { flowStep, lights } from './flow.ts';
import { FlowTrail } from './flow-trail.tsx';
import { LightShow } from './light-show.ts';
import { NodePanel } from './node-panel.tsx';
import { Pipeline } from './pipeline.tsx';

/** How many steps the trail has: those of a story, of which the last ones are in view. */
const TRAIL_LENGTH = 50;

/** What leads to the functions, and what is in it. */
export function SourcesView() {
  const { nodes = [], edges = [], functions = [] } = useEmulator();
  const fallback = functions[0]?.key ?? '';
  const events = useValue(store.events);
  const steps = useMemo(() => events.flatMap((each) => flowStep(each, fallback) ?? []), [events, fallback]);
  const show = useMemo(() => new LightShow(), []);
  const shown = useRef(store.lastSeq);
  useEffect(() => {
    show.add(steps.filter(({ seq }) => seq > shown.current).flatMap(lights));
    shown.current = Math.max(shown.current, steps.at(-1)?.seq ?? 0);
  }, [show, steps]);
  useEffect(() => () => show.stop(), [show]);
  const lit = useValue(show.lit);
  const wanted = useParameter('node');
  const selected = nodes.find(({ id }) => id === wanted);
  if (!nodes.some(({ kind }) => kind !== 'function')) {
    return (
      <EmptyState title="This project has no sources" command="npx alr-builder add trigger sqs">
        HTTP APIs, queues, buckets, topics, event buses, streams and schedules that trigger the functions of lambda.yaml
        are shown here.
      </EmptyState>
    );
  }
  return (
    <div class={`sources ${selected ? 'has-selection' : ''}`}>
      <div class="pipeline-area">
        <Pipeline nodes={nodes} edges={edges} selected={selected?.id} lit={lit} />
        <FlowTrail steps={steps.slice(-TRAIL_LENGTH).reverse()} />
      </div>
      <aside class="node-panel" aria-label="The selected part">
        {selected ? (
          <NodePanel key={selected.id} node={selected} />
        ) : (
          <EmptyState title="Select a part of the pipeline">
            Its messages or objects are shown here, with what you can do with them.
          </EmptyState>
        )}
      </aside>
    </div>
  );
}
