/** A pattern with wildcards: the texts between them. */
export type Wildcard = readonly string[];

/** The reason why a wildcard pattern is invalid, as a problem's message; or the pattern. */
export function parseWildcard(text: string): Wildcard | { readonly error: string } {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const next = text[at + 1];
    if (character === '*') {
      if (next === '*') return { error: `is "${text}": two wildcards must not follow each other, write one *` };
      parts.push('');
      continue;
    }
    if (character === '\\') {
      if (next !== '*' && next !== '\\') {
        return { error: `is "${text}": a backslash must be followed by * or by another backslash` };
      }
      at += 1;
    }
    parts[parts.length - 1] += text[at] ?? '';
  }
  return parts;
}

/** Whether a text matches. It takes linear time for each wildcard. */
export function matchesWildcard([first = '', ...others]: Wildcard, text: string): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const part of others) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return position + last.length <= text.length;
}
