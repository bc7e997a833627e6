// The texts of others, such as the message of an error, can contain control characters, with which they could change the
// title of a terminal, remove what it shows, or write over it.

/** Control characters, and those that change the direction of a text. Tabs and line breaks are no danger. */
const control = /(?!\t|\r?\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const ESCAPE = '\u001b';
/** A sequence that only sets the color or weight of the text after it. */
const colors = new RegExp(`(${ESCAPE}\\[[\\d;:]*m)`);

/** Makes control characters visible, in the form of JSON, which therefore keeps its meaning: an escape becomes `\u001b`. */
export function visibleText(text: string): string {
  return text.replace(control, (character) => {
    if (character === '\r') return '\\r';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Makes control characters visible, except in sequences that set colors. */
export function coloredText(text: string): string {
  if (!text.includes(ESCAPE)) return visibleText(text);
  // Every second part is such a sequence.
  return text
    .split(colors)
    .map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
    .join('');
}
