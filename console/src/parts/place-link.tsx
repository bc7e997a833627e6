import type { ComponentChildren } from 'preact';
import { go, useAddress } from '../state/location.ts';

interface PlaceLinkProps {
  /** The parameters of the address; see `go`. */
  readonly to: Readonly<Record<string, string>>;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link to another place of this page. */
export function PlaceLink({ to, class: look = '', children }: PlaceLinkProps) {
  return (
    <a
      class={look}
      href={useAddress(to)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
