import { type Editor, editors } from './editor-link.ts';
import { Observable } from './observable.ts';

const KEY = 'alr-editor';

const stored = localStorage.getItem(KEY);

export const editor = new Observable<Editor>(editors.find(([id]) => id === stored)?.[0] ?? 'vscode');

export function chooseEditor(id: string): void {
  const found = editors.find(([each]) => each === id)?.[0];
  if (found === undefined) return;
  editor.value = found;
  localStorage.setItem(KEY, found);
}
