import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pruneDeclarations } from './prune-declarations.ts';

function build(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'alr-declarations-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

const filesIn = (directory: string) => readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();

it('keeps the declarations that the entries lead to, in every form of an import', () => {
  const directory = build({
    'index.d.ts': "import type { A } from './a/a.ts';\nexport * from './b.js';\nimport './c.ts';\nexport type { A };\n",
    'events.d.ts': 'export {};\n',
    'a/a.d.ts': 'export type A = import("../d.ts").D;\n',
    'b.d.ts': "export { B } from './index.js';\nexport type { N } from 'node:fs';\n",
    'c.d.ts': 'declare global {}\n',
    'd.d.ts': 'export type D = 1;\n',
  });
  const before = filesIn(directory);
  pruneDeclarations(directory, ['index', 'events']);
  expect(filesIn(directory)).toEqual(before);
});

it('removes the other declarations and the folders that become empty, but no script', () => {
  const directory = build({
    'index.d.ts': 'export {};\n',
    'index.js': '',
    'other.d.ts': 'export {};\n',
    'internal/parts/part.d.ts': "import '../../index.ts';\n",
    'scripts/script.js': '',
    'scripts/script.d.ts': 'export {};\n',
  });
  pruneDeclarations(directory, ['index']);
  expect(filesIn(directory)).toEqual(['index.d.ts', 'index.js', 'scripts', 'scripts/script.js']);
});

it('fails if an import leads to a declaration that does not exist', () => {
  const directory = build({ 'index.d.ts': "export * from './missing.ts';\n" });
  expect(() => pruneDeclarations(directory, ['index'])).toThrow(/ENOENT.*missing\.d\.ts/);
});
