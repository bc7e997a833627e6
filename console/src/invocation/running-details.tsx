import { useEffect, useState } from 'preact/hooks';
import type { RunningStream } from '../api/types.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Status } from '../parts/status.tsx';
import { type Tab, Tabs } from '../parts/tabs.tsx';
import { useStore } from '../state/current.ts';
import { formatDateTime } from '../state/format.ts';
import { go, parameter } from '../state/location.ts';
import type { RunningInvocation } from '../state/running-invocations.ts';
import { escapeHidden, visibleText } from '../state/visible-text.ts';
import { BackButton } from './back-button.tsx';
import { Chunks } from './chunks.tsx';
import { parseHttpResponse } from './http-response.ts';
import { HttpView } from './http-view.tsx';
import { LogTab } from './log-tab.tsx';

/** How often a stream is read while it runs. */
const STREAM_MS = 250;

/** An invocation that runs, with the lines of its log as they come. The parts are where those of its record will be. */
export function RunningDetails({ invocation }: { readonly invocation: RunningInvocation }) {
  const { requestId, startedAt, lines, source, about } = invocation;
  const store = useStore();
  const live = useStream(requestId);
  const tabs: readonly Tab[] = [
    { id: 'response', label: 'Response' },
    { id: 'logs', label: 'Logs', count: lines.length },
    { id: 'waterfall', label: 'Waterfall' },
    { id: 'event', label: 'Event' },
    { id: 'compare', label: 'Compare' },
  ];
  const wanted = parameter('tab');
  const selected = tabs.some(({ id }) => id === wanted) ? wanted : 'logs';
  return (
    <article class="invocation">
      <header class="invocation-heading">
        <div class="row-group">
          <BackButton />
          <h2>{invocation.function}</h2>
          <Status status="running" withLabel />
        </div>
        <div class="row-group facts">
          {source !== undefined && <span class="badge">{source}</span>}
          <Elapsed since={startedAt} />
          <time>{formatDateTime(startedAt + store.clockOffset.value)}</time>
          {about !== undefined && <span class="clip">{escapeHidden(about)}</span>}
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
        {selected === 'logs' && lines.length > 0 ? (
          <LogTab logs={lines} />
        ) : selected === 'response' && live !== undefined ? (
          <div class="stack">
            <Chunks chunks={live.chunks} totals={live.stream} />
            {live.text !== undefined && <TextSoFar text={live.text} />}
          </div>
        ) : (
          <EmptyState title="The function is running">
            {selected === 'logs'
              ? 'The lines of its log are shown here as it writes them.'
              : 'This is shown when it has ended. Its log is shown as it comes.'}
          </EmptyState>
        )}
      </Tabs>
    </article>
  );
}

/** The response as far as it has come. That to a request begins with a head. */
function TextSoFar({ text }: { readonly text: string }) {
  const http = parseHttpResponse(text);
  return http === undefined ? <pre class="text">{visibleText(text)}</pre> : <HttpView response={http} />;
}

/** What the function has streamed so far; undefined if that is nothing. */
function useStream(requestId: string): RunningStream | undefined {
  const { client } = useStore();
  const [live, setLive] = useState<RunningStream>();
  useEffect(() => {
    let chunks: RunningStream['chunks'] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const read = async () => {
      const path = `/api/running/${encodeURIComponent(requestId)}?after=${chunks.length}`;
      const next = await client.get<RunningStream>(path, stop.signal);
      chunks = [...chunks, ...next.chunks];
      if (next.stream !== undefined) {
        setLive({ ...next, chunks });
        // What comes in is what there is to see.
        if (parameter('tab') === '') go({ tab: 'response' }, { replace: true });
      }
      if (next.isRunning) timer = setTimeout(follow, STREAM_MS);
    };
    // The event stream shows that the emulator is gone.
    const follow = () => void read().catch(() => {});
    follow();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, requestId]);
  return live;
}
