import { useEffect, useState } from 'preact/hooks';
import type { Comparison, Invocation, InvocationSummary } from '../api/types.ts';
import { useStore } from '../state/current.ts';
import { formatTime } from '../state/format.ts';
import { go, parameter } from '../state/location.ts';
import { Deliveries } from './deliveries.tsx';
import { Differences } from './differences.tsx';

/** How the response and the calls of an invocation differ from those of another one of the same function. */
export function CompareTab({ invocation }: { readonly invocation: Invocation }) {
  const store = useStore();
  const [others, setOthers] = useState<readonly InvocationSummary[]>([]);
  const [comparison, setComparison] = useState<Comparison>();
  const [problem, setProblem] = useState<string>();
  const other = parameter('with');
  const { id } = invocation;
  const version = store.version.value;
  useEffect(() => {
    const query = new URLSearchParams({ function: invocation.function, limit: '50' });
    store.client.get<{ invocations: InvocationSummary[] }>(`/api/invocations?${query}`).then(
      ({ invocations }) => setOthers(invocations.filter((each) => each.id !== id)),
      (error: Error) => setProblem(error.message),
    );
  }, [store, id, invocation.function, version]);
  useEffect(() => {
    setComparison(undefined);
    setProblem(undefined);
    if (other === '' || other === String(id)) return;
    const [before, after] = Number(other) < id ? [other, id] : [id, other];
    store.client
      .get<Comparison>(`/api/compare?before=${before}&after=${after}`)
      .then(setComparison, (error: Error) => setProblem(error.message));
  }, [store, id, other]);
  return (
    <div class="stack">
      <Deliveries invocation={invocation} />
      <label class="field compare-with">
        <span>Compare with</span>
        <select
          class="select"
          value={other}
          onChange={(event) => go({ with: event.currentTarget.value }, { replace: true })}
        >
          <option value="">Choose an invocation of {invocation.function}</option>
          {others.map((each) => (
            <option key={each.id} value={String(each.id)}>
              #{each.id} · {formatTime(each.startedAt)} · {each.source} · {each.status}
            </option>
          ))}
        </select>
      </label>
      {problem !== undefined && <p class="note bad">{problem}</p>}
      {comparison === undefined ? (
        problem === undefined && (
          <p class="soft">
            Replay this invocation, or choose another one. Removed values are marked with −, added ones with +.
          </p>
        )
      ) : (
        <>
          <Differences title="Response" differences={comparison.response} />
          <Differences title="Calls to AWS" differences={comparison.calls} />
        </>
      )}
    </div>
  );
}
