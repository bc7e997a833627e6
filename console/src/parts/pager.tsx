import { Button } from './button.tsx';

/** How many items a page has. */
export const PAGE_SIZE = 50;

interface PagerProps {
  readonly label: string;
  /** How many items are before this page. */
  readonly skip: number;
  readonly count: number;
  readonly onSkip: (skip: number) => void;
}

/** Leads to the other pages of a long list; nothing if there is only one. */
export function Pager({ label, skip, count, onSkip }: PagerProps) {
  if (count <= PAGE_SIZE && skip === 0) return null;
  const last = Math.min(skip + PAGE_SIZE, count);
  return (
    <nav class="row-group pager" aria-label={label}>
      <Button disabled={skip === 0} onClick={() => onSkip(Math.max(0, skip - PAGE_SIZE))}>
        Previous
      </Button>
      <span class="soft">
        {Math.min(skip + 1, count).toLocaleString('en')}–{last.toLocaleString('en')} of {count.toLocaleString('en')}
      </span>
      <Button disabled={last >= count} onClick={() => onSkip(skip + PAGE_SIZE)}>
        Next
      </Button>
    </nav>
  );
}
