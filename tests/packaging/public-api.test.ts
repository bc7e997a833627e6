import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
}

/** Where a package is installed; the builder, whose dependencies are large, is taken from the workspace. */
const folderOf = (name: string): string =>
  name === '@alr/builder'
    ? join(import.meta.dirname, '..', 'node_modules', name)
    : join(inject('packed').projectWithEvents, 'node_modules', name);

/** The modules that a package offers, each with the path of its script. */
async function entriesOf(name: string): Promise<[string, string][]> {
  const manifest = JSON.parse(await readFile(join(folderOf(name), 'package.json'), 'utf8')) as Manifest;
  const scripts = Object.entries(manifest.exports).filter(([, path]) => path.endsWith('.js'));
  return scripts.map(([subpath, path]) => [join(name, subpath), join(folderOf(name), path)]);
}

/** What a module exports: its values, as they are when it is imported, and its types, as its declarations list them. */
async function exportsOf(script: string): Promise<string[]> {
  const values = Object.keys((await import(pathToFileURL(script).href)) as object);
  const declarations = await readFile(script.replace(/\.js$/, '.d.ts'), 'utf8');
  const listed = [...declarations.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, , names = '']) =>
    names.split(','),
  );
  const declared = [...declarations.matchAll(/export (?:declare )?(?:interface|type) (\w+)/g)].map(
    ([, name]) => name ?? '',
  );
  const names = listed
    .map((each) =>
      each
        .trim()
        .replace(/^type /, '')
        .replace(/^.* as /, ''),
    )
    .concat(declared);
  const types = names.filter((name) => name !== '' && !values.includes(name));
  return [...values, ...types.map((name) => `type ${name}`)].sort();
}

describe('what users can import', () => {
  it.each(['context', 'writer', 'runtime', 'event', 'builder'])('from @alr/%s is what is on record', async (name) => {
    const entries = await entriesOf(`@alr/${name}`);
    const parts = await Promise.all(
      entries.map(async ([path, script]) => [path, ...(await exportsOf(script))].join('\n  ')),
    );
    // A name disappears, or appears, only by an edit of this file: `vitest run -u`.
    await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot(join('public-api', `${name}.txt`));
  });

  it.each(['context', 'writer', 'runtime', 'event'])('from @alr/%s can be required too', async (name) => {
    const require = createRequire(join(inject('packed').projectWithEvents, 'app.cjs'));
    for (const [path, script] of await entriesOf(`@alr/${name}`)) {
      expect(Object.keys(require(path) as object).sort()).toEqual(
        Object.keys((await import(pathToFileURL(script).href)) as object).sort(),
      );
    }
  });
});
