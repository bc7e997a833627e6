import { useEffect, useState } from 'preact/hooks';
import type { RunningStream } from '../api/types.ts';
import { Elapsed } from '../parts/elapsed.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Status } from '../parts/status.tsx';
import { client } from '../state/current.ts';
import { go, parameter } from '../state/location.ts';
import type { RunningInvocation } from '../state/running-invocations.ts';
import { visibleText } from '../state/visible-text.ts';
import { Chunks } from './chunks.tsx';
import { parseHttpResponse } from './http-response.ts';
import { HttpView } from './http-view.tsx';
import { InvocationFrame } from './invocation-frame.tsx';
import { LogTab } from './log-tab.tsx';

/** How often a stream is read while it runs. */
const STREAM_MS = 250;

/** An invocation that runs, with the lines of its log as they come. The parts are where those of its record will be. */
export function RunningDetails({ invocation }: { readonly invocation: RunningInvocation }) {
  const { requestId, startedAt, lines, source, about } = invocation;
  const live = useStream(requestId);
  return (
    <InvocationFrame
      name={invocation.function}
      requestId={requestId}
      source={source}
      duration={<Elapsed since={startedAt} />}
      startedAt={startedAt}
      lines={lines.length}
      firstTab="logs"
      state={<Status status="running" withLabel />}
      facts={about !== undefined && <span class="clip">{about}</span>}
      content={(tab) => {
        if (tab === 'logs' && lines.length > 0) return <LogTab logs={lines} />;
        if (tab === 'response' && live !== undefined) return <StreamSoFar live={live} />;
        return (
          <EmptyState title="The function is running">
            {tab === 'logs'
              ? 'The lines of its log are shown here as it writes them.'
              : 'This is shown when it has ended. Its log is shown as it comes.'}
          </EmptyState>
        );
      }}
    />
  );
}

/** The response as far as it has come. That to a request begins with a head. */
function StreamSoFar({ live: { chunks, stream, text } }: { readonly live: RunningStream }) {
  const http = parseHttpResponse(text);
  return (
    <div class="stack">
      <Chunks chunks={chunks} totals={stream} />
      {http !== undefined && <HttpView response={http} />}
      {http === undefined && text !== undefined && <pre class="text">{visibleText(text)}</pre>}
    </div>
  );
}

/** What the function has streamed so far; undefined if that is nothing. */
function useStream(requestId: string): RunningStream | undefined {
  const [live, setLive] = useState<RunningStream>();
  useEffect(() => {
    let chunks: RunningStream['chunks'] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const read = async () => {
      const path = `/api/running/${encodeURIComponent(requestId)}`;
      const next = await client.get<RunningStream>(path, { after: chunks.length }, stop.signal);
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
  }, [requestId]);
  return live;
}
