/** A text as one word of a command line in a POSIX shell: quoted, unless all of its characters are harmless. */
export function shellWord(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
