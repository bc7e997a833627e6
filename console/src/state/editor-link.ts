/** The editors that links to lines of code can open. */
export const editors = [
  ['vscode', 'VS Code'],
  ['cursor', 'Cursor'],
  ['webstorm', 'WebStorm'],
  ['none', 'None: only show the place'],
] as const;

export type Editor = (typeof editors)[number][0];

/** The address that opens a place in an editor; undefined for none. */
export function editorLink(id: Editor, file: string, line: string, column: string): string | undefined {
  // encodeURI leaves what begins a query or a fragment.
  const path = encodeURI(file.startsWith('/') ? file : `/${file}`).replace(/[?#]/g, encodeURIComponent);
  switch (id) {
    case 'none':
      return undefined;
    case 'webstorm':
      return `webstorm://open?file=${encodeURIComponent(file)}&line=${line}&column=${column}`;
    default:
      return `${id}://file${path}:${line}:${column}`;
  }
}
