import { useEffect, useRef } from 'preact/hooks';

/** Handles keys that are for the page: not for what has the focus, what is open above it, or the browser. */
export function useKeys(press: (event: KeyboardEvent) => void): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isForPage(event)) return;
      const target = event.target as HTMLElement;
      if (!isField(target)) latest.current(event);
      // The next one is for the page.
      else if (event.key === 'Escape') target.blur();
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

function isForPage({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !(ctrlKey || metaKey || altKey || document.querySelector('dialog[open], :popover-open'));
}

function isField(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches('input, textarea, select');
}
