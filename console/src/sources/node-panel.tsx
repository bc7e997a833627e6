import type { PipelineNode } from '../api/types.ts';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from '../state/keys.ts';
import { close } from '../state/location.ts';
import { BucketPanel } from './bucket-panel.tsx';
import { FunctionPanel } from './function-panel.tsx';
import { HttpPanel } from './http-panel.tsx';
import { LatestInvocations } from './latest-invocations.tsx';
import { NodeLinks } from './node-links.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { SendForm } from './send-form.tsx';

/** What is in a part of the pipeline, and what can be done with it. */
export function NodePanel({ node }: { readonly node: PipelineNode }) {
  const hide = () => close({ node: '' }, '.node.selected');
  useKeys(({ key }) => {
    if (key === 'Escape') hide();
  });
  return (
    <>
      <header class="panel-heading">
        <Icon name={node.kind} />
        <h2 class="clip">{node.name}</h2>
        <IconButton icon="cross" label="Close" onClick={hide} />
      </header>
      <div class="panel-content">
        <div class="stack">
          <NodeLinks id={node.id} />
          <Content node={node} />
          <LatestInvocations node={node} />
        </div>
      </div>
    </>
  );
}

function Content({ node }: { readonly node: PipelineNode }) {
  switch (node.kind) {
    case 'queue':
      return <QueuePanel id={node.id} name={node.name} deadLettersOf={node.deadLettersOf ?? []} />;
    case 'bucket':
      return <BucketPanel id={node.id} name={node.name} />;
    case 'topic':
    case 'bus':
    case 'stream':
      return <SendForm id={node.id} name={node.name} kind={node.kind} />;
    case 'schedule':
      return <SchedulePanel node={node} />;
    case 'http':
      return <HttpPanel node={node} />;
    default:
      return <FunctionPanel name={node.name} />;
  }
}
