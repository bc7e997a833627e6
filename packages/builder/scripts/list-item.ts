const LINE_WIDTH = 120;

/** A word that would start a heading, a list or a quote if it stood at the start of a line. */
const marker = /^([-+*>]|#+|\d+[.)])$/;

/** An item of a Markdown list, on lines that are readable in an editor. */
export function listItem(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    const fits = line !== undefined && '  '.length + line.length + 1 + word.length <= LINE_WIDTH;
    if (fits || (line !== undefined && marker.test(word))) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return `- ${lines.join('\n  ')}`;
}

/** Starts a text with a capital letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
