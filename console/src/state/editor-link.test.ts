import { describe, expect, it } from 'vitest';
import { editorLink } from './editor-link.ts';

describe('the link to a line of code', () => {
  it.each([
    ['vscode', '/home/ada/my shop/app.ts', 'vscode://file/home/ada/my%20shop/app.ts:3:5'],
    ['vscode', '/home/ada/c#/what?/app.ts', 'vscode://file/home/ada/c%23/what%3F/app.ts:3:5'],
    ['cursor', 'C:/shop/app.ts', 'cursor://file/C:/shop/app.ts:3:5'],
    ['webstorm', '/home/ada/my shop/app.ts', 'webstorm://open?file=%2Fhome%2Fada%2Fmy%20shop%2Fapp.ts&line=3&column=5'],
    ['none', '/home/ada/app.ts', undefined],
  ] as const)('opens %s at %s', (editor, file, link) => {
    expect(editorLink(editor, file, '3', '5')).toBe(link);
  });
});
