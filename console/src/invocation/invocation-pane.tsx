import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConsoleEvent, Invocation } from '../api/types.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { store, useEmulator } from '../state/current.ts';
import { formatDuration } from '../state/format.ts';
import { go, parameter } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { ActionBar } from './action-bar.tsx';
import { CompareTab } from './compare-tab.tsx';
import { EventTab } from './event-tab.tsx';
import { InvocationFrame } from './invocation-frame.tsx';
import { LogTab } from './log-tab.tsx';
import { ResponseTab } from './response-tab.tsx';
import { RunningDetails } from './running-details.tsx';
import { Waterfall } from './waterfall.tsx';

/** How often an invocation that is not in the history is looked for again, and after how long. */
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** Everything that is known about an invocation, by its number; or by its request id, also while it runs. */
export function InvocationPane({ id }: { readonly id: string }) {
  const [invocation, setInvocation] = useState<Invocation>();
  const [problem, setProblem] = useState<string>();
  const running = useValue(store.running).get(id);
  const last = useRef(running);
  last.current = running ?? last.current;
  const hasEnded = running === undefined;
  const readSeq = useRef(0);
  const reads = useRef(0);
  const changed = lastChange(useValue(store.events), invocation?.requestId);
  if (changed > readSeq.current) {
    readSeq.current = changed;
    reads.current++;
  }
  const [tries, setTries] = useState(0);
  // The record may come a moment after the end.
  const isMissing = invocation === undefined && (last.current !== undefined || problem !== undefined);
  const version = useValue(store.version);
  const attempt = hasEnded && isMissing ? version : 0;
  useEffect(() => {
    if (!hasEnded) return;
    const stop = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    readSeq.current = Math.max(readSeq.current, store.lastSeq);
    store.client.get<Invocation>(`/api/invocations/${encodeURIComponent(id)}`, {}, stop.signal).then(
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
  }, [id, hasEnded, attempt, reads.current, tries]);
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
  const { status, statusCode, batch, about, attempt, returned, replayOf, faults } = invocation;
  const receives = Math.max(0, ...(batch?.records.map(({ receiveCount = 0 }) => receiveCount) ?? []));
  return (
    <InvocationFrame
      name={invocation.function}
      requestId={invocation.requestId}
      source={invocation.source}
      duration={formatDuration(invocation.durationMs)}
      startedAt={invocation.startedAt}
      hasFailed={status !== 'success'}
      lines={invocation.logs.length}
      calls={invocation.calls.length}
      firstTab="response"
      state={
        <>
          <Status status={statusOf(invocation)} statusCode={statusCode} withLabel />
          <ActionBar invocation={invocation} />
        </>
      }
      facts={
        <>
          {attempt > 1 && <span class="badge warn">attempt {attempt}</span>}
          {batch !== undefined && (
            <span>
              {batch.records.length} from <BatchSource from={batch.from} />
              {receives > 1 && `, received ${receives} times`}
            </span>
          )}
          {batch === undefined && about !== undefined && <span class="clip">{about}</span>}
          {returned !== undefined && <span class="badge warn">{returned} again later</span>}
          {replayOf !== undefined && <span class="badge info clip">replay of {replayOf}</span>}
          {faults.length > 0 && <span class="badge warn">{faults.join(' ')}</span>}
        </>
      }
      content={(tab) => <TabContent tab={tab} invocation={invocation} />}
    />
  );
}

/** The queue or stream of a batch. */
function BatchSource({ from }: { readonly from: string }) {
  const { nodes = [] } = useEmulator();
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
