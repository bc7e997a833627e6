import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.tsx';

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** What to run next. */
  readonly command?: string;
}

/** What is shown instead of nothing: what would be here, and how it gets here. */
export function EmptyState({ title, children, command }: EmptyStateProps) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {command !== undefined && (
        <span class="command">
          <code>{command}</code>
          <CopyButton text={command} what="the command" />
        </span>
      )}
    </div>
  );
}
