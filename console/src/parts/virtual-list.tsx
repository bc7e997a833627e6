import type { ComponentChild } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';

/** Rows outside of the visible part, so that fast scrolling shows no gaps. */
const MARGIN_ROWS = 8;

interface VirtualListProps<Item> {
  readonly items: readonly Item[];
  readonly rowHeight: number;
  readonly keyOf: (item: Item) => string | number;
  readonly row: (item: Item, index: number) => ComponentChild;
  readonly label: string;
  /** Called when the end comes into view. */
  readonly onEnd?: () => void;
  /** -1 if nothing is selected. */
  readonly selectedIndex: number;
  /** What is selected, wherever it is in the list. It comes into view when another one is selected. */
  readonly selectedKey?: string;
  /** Comes after the last row. */
  readonly footer?: ComponentChild;
}

/**
 * A list that renders only the rows in view. Rows that are added above do not move what is being read, unless the list is
 * scrolled to the top.
 */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, rowHeight, keyOf, row, label, onEnd, selectedIndex, selectedKey = '', footer } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const [added, setAdded] = useState(0);
  const rows = useRef(items);
  const measure = () => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    setView({ top: scrollTop, height: clientHeight });
    if (scrollTop === 0) setAdded(0);
  };
  useLayoutEffect(() => {
    const element = box.current;
    const before = rows.current;
    rows.current = items;
    if (!element || before === items || element.scrollTop === 0) return;
    const topIndex = Math.floor(element.scrollTop / rowHeight);
    const top = before[topIndex];
    const moved = top === undefined ? -1 : items.findIndex((item) => keyOf(item) === keyOf(top));
    if (moved < 0 || moved === topIndex) return;
    element.scrollTop += (moved - topIndex) * rowHeight;
    setAdded((count) => Math.max(0, count + moved - topIndex));
  }, [items, keyOf, rowHeight]);
  const reveal = () => {
    const element = box.current;
    if (!element || selectedIndex < 0) return;
    const top = selectedIndex * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
  };
  // The place of a row changes whenever others come. That moves nothing.
  useEffect(reveal, [selectedKey]);
  const resized = useRef((_before: number) => {});
  resized.current = (before) => {
    measure();
    const bottom = (selectedIndex + 1) * rowHeight - (box.current?.scrollTop ?? 0);
    // It was in view before something came below the list.
    if (bottom > 0 && bottom <= before) reveal();
  };
  useEffect(() => {
    let height = 0;
    const observer = new ResizeObserver(([entry]) => {
      resized.current(height);
      height = entry?.contentRect.height ?? height;
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const from = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN_ROWS);
  const to = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + MARGIN_ROWS);
  const isAtEnd = to === items.length;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);
  return (
    <div class="virtual-list-frame">
      {added > 0 && (
        <Button look="primary new-rows" onClick={() => box.current?.scrollTo(0, 0)}>
          ↑ {added.toLocaleString('en')} new
        </Button>
      )}
      <div
        ref={box}
        class="virtual-list"
        role="listbox"
        aria-label={label}
        aria-activedescendant={selectedIndex >= from && selectedIndex < to ? `row-${selectedIndex}` : undefined}
        tabIndex={0}
        onScroll={measure}
      >
        <div style={{ height: `${items.length * rowHeight}px`, position: 'relative' }}>
          <div style={{ transform: `translateY(${from * rowHeight}px)` }}>
            {items.slice(from, to).map((item, offset) => row(item, from + offset))}
          </div>
        </div>
        {footer}
      </div>
    </div>
  );
}
