import type { InvocationSummary, PipelineNode } from '../api/types.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { Status, statusOf } from '../parts/status.tsx';
import { client } from '../state/current.ts';
import { formatDuration, formatTime } from '../state/format.ts';
import { useLoaded } from '../state/use-loaded.ts';

const SHOWN = 5;

/** The last invocations of a function, or those that events of a source have caused. */
export function LatestInvocations({ node }: { readonly node: PipelineNode }) {
  const { id } = node;
  const found = useLoaded(id, async (signal) => {
    const lists = filtersOf(node).map((filter) => client.invocations({ ...filter, limit: SHOWN }, signal));
    return newest((await Promise.all(lists)).flat());
  });
  if (found === undefined || found.length === 0) return null;
  return (
    <section>
      <h3>Its last invocations</h3>
      <ul class="node-links">
        {found.map((each) => (
          <li key={each.id}>
            <Status status={statusOf(each)} />
            <PlaceLink to={{ view: 'timeline', id: String(each.id), tab: '' }} class="clip">
              {each.function} #{each.id}
            </PlaceLink>
            <span class="soft mono">
              {formatTime(each.startedAt)} · {formatDuration(each.durationMs)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Without those that several texts have found. */
function newest(found: readonly InvocationSummary[]): readonly InvocationSummary[] {
  const byId = new Map(found.map((each) => [each.id, each]));
  return [...byId.values()].toSorted((a, b) => b.id - a.id).slice(0, SHOWN);
}

/** What the invocations have in common. */
function filtersOf({ id, kind, name }: PipelineNode): readonly Readonly<Record<string, string>>[] {
  if (kind === 'function') return [{ function: name }];
  // Each function with a URL has a separate node.
  if (kind === 'http') return [{ function: id.slice('http:'.length), source: 'http' }];
  return textsOf(kind, name).map((text) => ({ text }));
}

/** What events of a source have in them: the end of an ARN, which may be in a text that is a part of the event. */
function textsOf(kind: PipelineNode['kind'], name: string): readonly string[] {
  switch (kind) {
    case 'bucket':
      return [`arn:aws:s3:::${name}"`, `arn:aws:s3:::${name}\\"`];
    case 'queue':
      return [`:${name}"`];
    case 'topic':
      return [`:${name}"`, `:${name}\\"`];
    case 'stream':
      return [`stream/${name}"`, `table/${name}/stream`];
    default:
      return [];
  }
}
