import type { ComponentChildren } from 'preact';

interface ToggleProps {
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  readonly children: ComponentChildren;
}

/** The first line of something that can be opened, in a log or a tree. */
export function Toggle({ isOpen, onToggle, children }: ToggleProps) {
  return (
    <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
      <span class="json-mark" aria-hidden="true">
        {isOpen ? '▾' : '▸'}
      </span>
      {children}
    </button>
  );
}
