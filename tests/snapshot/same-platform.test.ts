import { expect, it } from 'vitest';
import { esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

/** Lists the global objects and the exports of the built-in modules, with the kind of each property. */
const source = `import 'some-library';
import { builtinModules } from 'node:module';
const skipped = /^(_|node:|cluster|domain|inspector|punycode|repl|sqlite|sys|test|trace_events|wasi)/;
export async function handler() {
  const lines = new Set();
  const seen = new Set();
  const walk = (path, object, depth) => {
    if (object === null || !['object', 'function'].includes(typeof object) || seen.has(object)) return;
    seen.add(object);
    for (const [name, { value, get, set }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      lines.add(\`\${path}.\${name}: \${get || set ? 'accessor' : typeof value}\`);
      if (depth > 0 && !/^(_pathCache|env|moduleLoadList|report)$/.test(name)) walk(\`\${path}.\${name}\`, value, depth - 1);
    }
  };
  for (const name of Object.getOwnPropertyNames(globalThis)) walk(name, globalThis[name], 2);
  for (const name of builtinModules.filter((name) => !skipped.test(name))) {
    const exports = await import(\`node:\${name}\`);
    for (const key of Object.keys(exports)) lines.add(\`\${name} exports \${key}: \${typeof exports[key]}\`);
    walk(name, exports.default, 1);
  }
  return [...lines].sort();
}`;

it('has the same globals and built-in modules as without the snapshot', async () => {
  const files = { 'app.mjs': source, ...esModule('some-library', 'export const loaded = true;') };
  const [plain, fromSnapshot] = await Promise.all([buildFunction(files, 'none'), buildFunction(files, 'libraries')]);
  expect(fromSnapshot.printed).toMatch(/^snapshot: libraries/m);
  await using expected = await plain.start();
  await using actual = await fromSnapshot.start();
  const [there, here] = [(await expected.invoke()) as string[], (await actual.invoke()) as string[]];
  expect(there.length).toBeGreaterThan(3000);
  expect({
    missing: there.filter((line) => !here.includes(line)),
    added: here.filter((line) => !there.includes(line)),
  }).toEqual({
    missing: [],
    added: [],
  });
}, 120_000);
