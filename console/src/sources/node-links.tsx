import type { PipelineEdge } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { useEmulator } from '../state/current.ts';

/** Where events come from, and where they go from a part of the pipeline. */
export function NodeLinks({ id }: { readonly id: string }) {
  const { edges = [] } = useEmulator();
  return (
    <>
      <Links title="Comes from" links={edges.filter(({ to }) => to === id)} end="from" />
      <Links title="Leads to" links={edges.filter(({ from }) => from === id)} end="to" />
    </>
  );
}

interface LinksProps {
  readonly title: string;
  readonly links: readonly PipelineEdge[];
  /** Which end of an edge it leads to. */
  readonly end: 'from' | 'to';
}

function Links({ title, links, end }: LinksProps) {
  const { nodes = [] } = useEmulator();
  if (links.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul class="node-links">
        {links.map(({ [end]: id, label }) => {
          const node = nodes.find((each) => each.id === id);
          return (
            node && (
              <li key={`${id} ${label}`}>
                <Icon name={node.kind} />
                <PlaceLink to={{ node: id }} class="clip">
                  {node.name}
                </PlaceLink>
                <span class="soft">{label}</span>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
