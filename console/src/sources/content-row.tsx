import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface ContentRowProps {
  readonly heading: ComponentChildren;
  /** The class of the heading. */
  readonly look: string;
  readonly children: ComponentChildren;
}

/** A message or an object in a list, whose details can be opened. */
export function ContentRow({ heading, look, children }: ContentRowProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class="message">
      <button type="button" class={`content-heading ${look}`} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {heading}
      </button>
      {isOpen && <div class="message-details">{children}</div>}
    </li>
  );
}
