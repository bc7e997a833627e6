/**
 * Shortens a text by leaving out its middle. The start says what it is, and the end of a stack has its frames: the start
 * of a stack repeats the message, which can be of any length.
 */
export function cropText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const half = Math.floor(maxLength / 2);
  return `${text.slice(0, half)}… (${text.length - 2 * half} characters left out) …${text.slice(text.length - half)}`;
}
