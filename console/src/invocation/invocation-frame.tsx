import type { ComponentChildren } from 'preact';
import { IconButton } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { type Tab, Tabs } from '../parts/tabs.tsx';
import { formatDateTime } from '../state/format.ts';
import { useKeys } from '../state/keys.ts';
import { close, go, useParameter, useView } from '../state/location.ts';

interface InvocationFrameProps {
  readonly name: string;
  readonly requestId: string;
  readonly source: string | undefined;
  readonly duration: ComponentChildren;
  readonly startedAt: number;
  /** Beside the name. */
  readonly state: ComponentChildren;
  /** Besides the source, the duration and the time. */
  readonly facts: ComponentChildren;
  readonly hasFailed?: boolean;
  readonly lines: number;
  readonly calls?: number;
  /** The tab that is shown if the address has none. */
  readonly firstTab: string;
  readonly content: (tab: string) => ComponentChildren;
}

/** The heading and the tabs of an invocation. The parts of one that runs are where those of its record will be. */
export function InvocationFrame(props: InvocationFrameProps) {
  const { name, requestId, source, duration, startedAt, state, facts, firstTab, content } = props;
  const tabs: readonly Tab[] = [
    { id: 'response', label: props.hasFailed ? 'Error' : 'Response' },
    { id: 'logs', label: 'Logs', count: props.lines },
    { id: 'waterfall', label: 'Waterfall', count: props.calls ?? 0 },
    { id: 'event', label: 'Event' },
    { id: 'compare', label: 'Compare' },
  ];
  const wanted = useParameter('tab');
  const selected = tabs.some(({ id }) => id === wanted) ? wanted : firstTab;
  // The view Invoke has no list.
  const hasList = useView() === 'timeline';
  const back = () => close({ id: '', tab: '' }, '.virtual-list');
  useKeys(({ key }) => {
    if (hasList && key === 'Escape') back();
  });
  return (
    <article class="invocation">
      <header class="invocation-heading">
        <div class="row-group">
          {hasList && <IconButton look="narrow-only" icon="back" label="Back to the list" onClick={back} />}
          <h2>{name}</h2>
          {state}
        </div>
        <div class="row-group facts">
          {source !== undefined && <span class="badge">{source}</span>}
          <span title="How long the function has run">{duration}</span>
          <time>{formatDateTime(startedAt)}</time>
          {facts}
          <span class="request-id">
            <code class="clip">{requestId}</code>
            <CopyButton text={requestId} what="the request id" />
          </span>
        </div>
      </header>
      <Tabs
        label="Parts of the invocation"
        tabs={tabs}
        selected={selected}
        onSelect={(tab) => go({ tab }, { replace: true })}
      >
        {content(selected)}
      </Tabs>
    </article>
  );
}
