import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConsoleEvent, Invocation } from '../api/types.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { type Tab, Tabs } from '../parts/tabs.tsx';
import { useStore } from '../state/current.ts';
import { formatDateTime, formatDuration } from '../state/format.ts';
import { go, parameter } from '../state/location.ts';
import { escapeHidden } from '../state/visible-text.ts';
import { ActionBar } from './action-bar.tsx';
import { BackButton } from './back-button.tsx';
import { CompareTab } from './compare-tab.tsx';
import { EventTab } from './event-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { ResponseTab } from './response-tab.tsx';
import { RunningDetails } from './running-details.tsx';
import { Waterfall } from './waterfall.tsx';

/** How often an invocation that is not in the history is looked for again, and after how long. */
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** Everything that is known about an invocation, by its number; or by its request id, also while it runs. */
export function InvocationPane({ id }: { readonly id: string }) {
  const store = useStore();
  const [invocation, setInvocation] = useState<Invocation>();
  const [problem, setProblem] = useState<string>();
  const running = store.running.value.get(id);
  const last = useRef(running);
  last.current = running ?? last.current;
  const hasEnded = running === undefined;
  const readSeq = useRef(0);
  const reads = useRef(0);
  const changed = lastChange(store.events.value, invocation?.requestId);
  if (changed > readSeq.current) {
    readSeq.current = changed;
    reads.current++;
  }
  const [tries, setTries] = useState(0);
  // The record may come a moment after the end.
  const isMissing = invocation === undefined && (last.current !== undefined || problem !== undefined);
  const attempt = hasEnded && isMissing ? store.version.value : 0;
  useEffect(() => {
    if (!hasEnded) return;
    const stop = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    readSeq.current = Math.max(readSeq.current, store.lastSeq);
    store.client.get<Invocation>(`/api/invocations/${encodeURIComponent(id)}`, stop.signal).then(
      (found) => {
        // What was being read stays in view.
        if (last.current && parameter('tab') === '') go({ tab: 'logs' }, { replace: true });
        setInvocation(found);
      },
      (error: Error) => {
        if (stop.signal.aborted) return;
        setProblem(error.message);
        // Its record may come when nothing else happens.
        if (tries < MAX_TRIES) retry = setTimeout(() => setTries(tries + 1), RETRY_MS);
      },
    );
    return () => {
      stop.abort();
      clearTimeout(retry);
    };
  }, [store, id, hasEnded, attempt, reads.current, tries]);
  if (running !== undefined) return <RunningDetails invocation={running} />;
  if (invocation !== undefined) return <Details invocation={invocation} />;
  if (last.current !== undefined) return <RunningDetails invocation={last.current} />;
  if (problem !== undefined) return <EmptyState title="This invocation is not in the history">{problem}</EmptyState>;
  return null;
}

/** The number of the last event that says something about an invocation, such as that spans have come late. */
function lastChange(events: readonly ConsoleEvent[], id: string | undefined): number {
  if (id === undefined) return 0;
  return events.findLast(({ type, requestId }) => requestId === id && type !== 'log')?.seq ?? 0;
}

function Details({ invocation }: { readonly invocation: Invocation }) {
  const failed = invocation.status !== 'success';
  const tabs: readonly Tab[] = [
    { id: 'response', label: failed ? 'Error' : 'Response' },
    { id: 'logs', label: 'Logs', count: invocation.logs.length },
    { id: 'waterfall', label: 'Waterfall', count: invocation.calls.length },
    { id: 'event', label: 'Event' },
    { id: 'compare', label: 'Compare' },
  ];
  const wanted = parameter('tab');
  const selected = tabs.some(({ id }) => id === wanted) ? wanted : 'response';
  return (
    <article class="invocation">
      <Heading invocation={invocation} />
      <Tabs
        label="Parts of the invocation"
        tabs={tabs}
        selected={selected}
        onSelect={(tab) => go({ tab: tab === 'response' ? '' : tab }, { replace: true })}
      >
        <TabContent tab={selected} invocation={invocation} />
      </Tabs>
    </article>
  );
}

function Heading({ invocation }: { readonly invocation: Invocation }) {
  const { requestId, source, attempt, startedAt, durationMs, batch, replayOf, faults, about, returned } = invocation;
  const receives = Math.max(0, ...(batch?.records.map(({ receiveCount = 0 }) => receiveCount) ?? []));
  return (
    <header class="invocation-heading">
      <div class="row-group">
        <BackButton />
        <h2>{invocation.function}</h2>
        <Status status={statusOf(invocation)} statusCode={invocation.statusCode} withLabel />
        <ActionBar invocation={invocation} />
      </div>
      <div class="row-group facts">
        <span class="badge">{source}</span>
        <span title="How long the function has run">{formatDuration(durationMs)}</span>
        <time>{formatDateTime(startedAt)}</time>
        {attempt > 1 && <span class="badge warn">attempt {attempt}</span>}
        {batch !== undefined && (
          <span>
            {batch.records.length} from <BatchSource from={batch.from} />
            {receives > 1 && `, received ${receives} times`}
          </span>
        )}
        {batch === undefined && about !== undefined && <span class="clip">{escapeHidden(about)}</span>}
        {returned !== undefined && <span class="badge warn">{returned} will be delivered again</span>}
        {replayOf !== undefined && <span class="badge info clip">replay of {replayOf}</span>}
        {faults.length > 0 && <span class="badge warn">{faults.join(' ')}</span>}
        <span class="request-id">
          <code class="clip">{requestId}</code>
          <CopyButton text={requestId} what="the request id" />
        </span>
      </div>
    </header>
  );
}

/** The queue or stream of a batch. */
function BatchSource({ from }: { readonly from: string }) {
  const { nodes = [] } = useStore().state.value ?? {};
  // The batch of a stream is from one of its shards.
  const [name = ''] = from.split(' ');
  const node = nodes.find((each) => ['queue', 'stream'].includes(each.kind) && each.name === name);
  return node === undefined ? from : <PlaceLink to={{ view: 'sources', node: node.id }}>{from}</PlaceLink>;
}

function TabContent({ tab, invocation }: { readonly tab: string; readonly invocation: Invocation }) {
  switch (tab) {
    case 'logs':
      return <LogTab logs={invocation.logs} lostLines={invocation.lostLines} />;
    case 'waterfall':
      return <Waterfall invocation={invocation} />;
    case 'event':
      return <EventTab invocation={invocation} />;
    case 'compare':
      return <CompareTab invocation={invocation} />;
    default:
      return <ResponseTab invocation={invocation} />;
  }
}
