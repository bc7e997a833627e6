// @compile-at-start
/**
 * Marks what is left out. Not a literal, because one character above U+00FF makes V8 keep the whole source of the runtime
 * with two bytes for each character.
 */
export const ELLIPSIS: string = String.fromCodePoint(0x2026);

/**
 * Shortens a text by leaving out its middle. The start says what it is, and the end of a stack has its frames: the start
 * of a stack repeats the message, which can be of any length.
 */
export function cropText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const half = Math.floor(maxLength / 2);
  return `${text.slice(0, half)}${ELLIPSIS} (${text.length - 2 * half} characters left out) ${ELLIPSIS}${text.slice(text.length - half)}`;
}
