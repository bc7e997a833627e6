import type { PipelineNode } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { useEmulator } from '../state/current.ts';

/** Where events come from, and where they go from a part of the pipeline. */
export function NodeLinks({ id }: { readonly id: string }) {
  const { nodes = [], edges = [] } = useEmulator();
  const linked = (other: string, label: string) => {
    const node = nodes.find((each) => each.id === other);
    return node ? [{ node, label }] : [];
  };
  return (
    <>
      <Links
        title="Comes from"
        links={edges.flatMap(({ from, to, label }) => (to === id ? linked(from, label) : []))}
      />
      <Links title="Leads to" links={edges.flatMap(({ from, to, label }) => (from === id ? linked(to, label) : []))} />
    </>
  );
}

interface LinksProps {
  readonly title: string;
  readonly links: readonly { readonly node: PipelineNode; readonly label: string }[];
}

function Links({ title, links }: LinksProps) {
  if (links.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul class="node-links">
        {links.map(({ node, label }) => (
          <li key={`${node.id} ${label}`}>
            <Icon name={node.kind} />
            <PlaceLink to={{ node: node.id }} class="clip">
              {node.name}
            </PlaceLink>
            <span class="soft">{label}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
