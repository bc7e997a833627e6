import type { ApiClient } from '../api/client.ts';
import type { Comparison, Invocation, InvocationSummary } from '../api/types.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { client } from '../state/current.ts';
import { formatTime } from '../state/format.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { Differences } from './differences.tsx';

/** How many messages of a batch are searched for in other invocations, and how many deliveries are compared. */
const SEARCHED_MESSAGES = 5;
const COMPARED = 10;

interface Delivery {
  readonly summary: InvocationSummary;
  readonly comparison: Comparison;
}

/** Other deliveries of what this invocation got: whether the function does the same each time. */
export function Deliveries({ invocation }: { readonly invocation: Invocation }) {
  const { id, batch } = invocation;
  const deliveries = useLoaded(String(id), (signal) => findDeliveries(client, invocation, signal));
  if (deliveries === undefined || deliveries.length === 0) return null;
  const what = batch === undefined ? 'event was' : 'messages were';
  return (
    <section class="stack" aria-label="Other deliveries">
      <h3>
        The same {what} delivered {deliveries.length + 1} times
      </h3>
      <ul class="deliveries">
        {deliveries.map(({ summary, comparison: { response, calls } }) => {
          const isSame = response.length + calls.length === 0;
          return (
            <li key={summary.id}>
              <details>
                <summary>
                  <Status status={statusOf(summary)} />
                  <span class="mono">#{summary.id}</span>
                  <time class="soft">{formatTime(summary.startedAt)}</time>
                  <span class={`badge ${isSame ? 'good' : 'warn'}`}>
                    {isSame ? 'same response and calls' : describeDifference(response.length, calls.length)}
                  </span>
                </summary>
                <div class="stack">
                  <Differences title="Response" differences={response} />
                  <Differences title="Calls to AWS" differences={calls} />
                  <PlaceLink to={{ view: 'timeline', id: String(summary.id) }}>Show #{summary.id}</PlaceLink>
                </div>
              </details>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

async function findDeliveries(
  client: ApiClient,
  { id, requestId, source, batch, function: name }: Invocation,
  signal: AbortSignal,
): Promise<readonly Delivery[]> {
  const texts = batch?.records.slice(0, SEARCHED_MESSAGES).map((each) => each.id) ?? [requestId];
  const found = new Map<number, InvocationSummary>();
  for (const text of texts) {
    const invocations = await client.invocations({ text, function: name, source }, signal);
    for (const each of invocations) if (each.id !== id) found.set(each.id, each);
  }
  const others = [...found.values()].toSorted((a, b) => a.id - b.id).slice(-COMPARED);
  return Promise.all(
    others.map(async (summary) => ({ summary, comparison: await client.compare(summary.id, id, signal) })),
  );
}

function describeDifference(inResponse: number, inCalls: number): string {
  const parts = [inResponse > 0 ? 'the response' : '', inCalls > 0 ? 'the calls' : ''].filter((text) => text !== '');
  return `${parts.join(' and ')} ${inCalls > 0 || parts.length > 1 ? 'differ' : 'differs'}`;
}
