/** Sequences for terminals: colours, and movements of the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these begin with one
const sequences = /\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;
/** Characters that change how others are shown, or are not shown themselves. Joiners are parts of words and emoji. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Shows invisible characters as escapes. */
export function escapeHidden(text: string): string {
  return text.replace(hidden, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text of a function for people: without colours of terminals, and with what could deceive them as escapes. */
export function visibleText(text: string): string {
  // The text format of Lambda has \r instead of \n in a record, and Windows has both.
  return escapeHidden(text.replace(sequences, '').replace(/\r\n?/g, '\n'));
}
