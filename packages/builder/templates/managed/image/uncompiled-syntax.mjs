/** Syntax that Rolldown leaves in the code, although Node cannot run it. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { BundleError } from './installed-packages.mjs';

/** What a line has that may have such syntax. */
const uncompiled = /^[^*\n]*@[\w$([]|\baccessor\s+[\w$#['"]/m;

/** What to do, by the type of the node in the syntax tree. */
const adviceOn = {
  Decorator:
    'standard decorators cannot be compiled yet: ' +
    'set "experimentalDecorators": true in tsconfig.json if yours are of that kind, or call the function instead',
  AccessorProperty:
    'the keyword accessor cannot be compiled yet: ' +
    'set "experimentalDecorators": true in tsconfig.json, or write a getter and a setter instead',
};

/**
 * A plugin for Rolldown that rejects standard decorators and the keyword `accessor`. With TypeScript's option
 * `experimentalDecorators`, Rolldown compiles both.
 */
export function rejectUncompiled(directory) {
  return {
    name: 'reject-uncompiled',
    generateBundle(_, bundle) {
      for (const { type, code, modules } of Object.values(bundle)) {
        // Most files have no line that looks like one, and need not be parsed. Comments have a star before the `@`.
        if (type !== 'chunk' || !uncompiled.test(code)) continue;
        const ids = Object.keys(modules).filter((id) => uncompiled.test(modules[id].code ?? ''));
        for (const id of ids.filter((name) => !name.includes('node_modules') && !name.startsWith('\0'))) {
          const left = findUncompiled(this.parse(modules[id].code, { lang: 'jsx' }));
          if (left === undefined) continue;
          const source = readFileSync(id, 'utf8');
          const inSource = findUncompiled(this.parse(source, { lang: id.endsWith('x') ? 'tsx' : 'ts' }));
          const lines = source.slice(0, inSource?.start).split('\n');
          throw new BundleError(
            `${relative(directory, id)}:${lines.length}:${lines.at(-1).length + 1}: ${adviceOn[left.type]}\n` +
              `    ${source.split('\n')[lines.length - 1].trim()}`,
          );
        }
      }
    },
  };
}

/** The first node in a syntax tree that Node cannot run. */
function findUncompiled(node) {
  if (node === null || typeof node !== 'object') return undefined;
  if (node.type in adviceOn) return node;
  for (const child of Array.isArray(node) ? node : Object.values(node)) {
    const found = findUncompiled(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
