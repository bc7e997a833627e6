import { useEffect, useState } from 'preact/hooks';
import type { Comparison, Invocation, InvocationSummary } from '../api/types.ts';
import { Field, Select } from '../parts/fields.tsx';
import { labelOf } from '../parts/status.tsx';
import { client, store } from '../state/current.ts';
import { formatTime } from '../state/format.ts';
import { go, useParameter } from '../state/location.ts';
import { useValue } from '../state/observable.ts';
import { Deliveries } from './deliveries.tsx';
import { Differences } from './differences.tsx';

/** How the response and the calls of an invocation differ from those of another one of the same function. */
export function CompareTab({ invocation }: { readonly invocation: Invocation }) {
  const version = useValue(store.version);
  const [others, setOthers] = useState<readonly InvocationSummary[]>([]);
  const [comparison, setComparison] = useState<Comparison>();
  const [problem, setProblem] = useState<string>();
  const other = useParameter('with');
  const { id, function: name } = invocation;
  const failed = (error: Error) => setProblem(error.message);
  useEffect(() => {
    client
      .invocations({ function: name, limit: 50 })
      .then((all) => setOthers(all.filter((each) => each.id !== id)), failed);
  }, [id, name, version]);
  useEffect(() => {
    setComparison(undefined);
    setProblem(undefined);
    if (other !== '' && other !== String(id)) client.compare(Number(other), id).then(setComparison, failed);
  }, [id, other]);
  return (
    <div class="stack">
      <Deliveries invocation={invocation} />
      <Field label="Compare with" class="compare-with">
        <Select
          value={other}
          options={[
            ['', `Choose an invocation of ${name}`],
            ...others.map((each): [string, string] => [
              String(each.id),
              `#${each.id} · ${formatTime(each.startedAt)} · ${each.source} · ${labelOf(each)}`,
            ]),
          ]}
          onChoose={(chosen) => go({ with: chosen }, { replace: true })}
        />
      </Field>
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
