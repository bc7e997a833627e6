import { useEffect, useRef } from 'preact/hooks';

/** Handles keys that are for the page: not for what has the focus, a dialog, or the browser. */
export function useKeys(press: (event: KeyboardEvent) => void): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (isForPage(event)) latest.current(event);
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

function isForPage(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey } = event;
  return !(ctrlKey || metaKey || altKey || isTyping(event)) && document.querySelector('dialog[open]') === null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
