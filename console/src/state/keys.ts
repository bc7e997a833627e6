/** Whether a key is for the page: not for what has the focus, a dialog, or the browser. */
export function isForPage(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey } = event;
  return !(ctrlKey || metaKey || altKey || isTyping(event)) && document.querySelector('dialog[open]') === null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
