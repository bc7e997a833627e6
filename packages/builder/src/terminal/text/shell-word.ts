/**
 * A text as one word of a command line: quoted, unless all of its characters are harmless. On Windows, the quotes suit
 * both cmd.exe and PowerShell, as far as one form can: in PowerShell, `$` keeps its meaning in them, and so does `%` in
 * cmd.exe.
 */
export function shellWord(text: string, platform = process.platform): string {
  if (platform === 'win32') return /^[\w./+:,\\-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
