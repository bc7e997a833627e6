import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Removes the type declarations that no entry leads to, and the folders that become empty. `exports` lets nobody import
 * them, but they would be a fifth of the files of a package.
 *
 * @param entries the names of the entries, without an extension
 */
export function pruneDeclarations(directory: string, entries: readonly string[]): void {
  const needed = new Set<string>();
  const pending = entries.map((name) => resolve(directory, `${name}.d.ts`));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (needed.has(file)) continue;
    const text = readFileSync(file, 'utf8');
    needed.add(file);
    pending.push(...importsOf(text).map((path) => resolve(dirname(file), path)));
  }
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = resolve(directory, path);
    if (path.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
  }
  removeEmptyFolders(directory);
}

/** The declarations that a declaration file imports, with `from`, `import 'PATH'` or `import('PATH')`. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)\.[jt]s['"]/g)].map(([, path]) => `${path}.d.ts`);
}

function removeEmptyFolders(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!statSync(path).isDirectory()) continue;
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
