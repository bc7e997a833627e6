import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';

interface Manifest {
  readonly main?: string;
  readonly types?: string;
  readonly typesVersions?: { readonly '*': Readonly<Record<string, readonly [string]>> };
  readonly exports?: Readonly<Record<string, string>>;
}

/** A public module of a package: its import specifier, script and declarations. */
interface Entry {
  readonly name: string;
  readonly script: string;
  readonly declarations: string;
}

/** The folder of an installed package. The builder has large dependencies, so it is taken from the workspace. */
const folderOf = (name: string): string =>
  name === '@alr/builder'
    ? join(import.meta.dirname, '..', 'node_modules', name)
    : join(inject('packed').projectWithEvents, 'node_modules', name);

async function entriesOf(name: string): Promise<Entry[]> {
  const folder = folderOf(name);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { main = '', types = '', typesVersions, exports = {} } = manifest;
  const entry = (subpath: string, script: string, declarations = script.replace(/\.js$/, '.d.ts')): Entry => ({
    name: join(name, subpath),
    script: join(folder, script),
    declarations: join(folder, declarations),
  });
  if (manifest.exports === undefined) {
    // Without `exports`, a further module is a file in the package's folder (docs/decisions/009).
    const others = Object.entries(typesVersions?.['*'] ?? {});
    return [entry('.', main, types), ...others.map(([subpath, [path]]) => entry(subpath, subpath, path))];
  }
  return Object.entries(exports)
    .filter(([, path]) => path.endsWith('.js'))
    .map(([subpath, path]) => entry(subpath, path));
}

/** The exports of a module: the values of the imported module, and the types that its declarations list. */
async function exportsOf(entry: Entry): Promise<string[]> {
  const values = Object.keys((await import(pathToFileURL(entry.script).href)) as object);
  const declarations = await readFile(entry.declarations, 'utf8');
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
  it.each(['context', 'writer', 'runtime', 'event', 'builder'])('from @alr/%s is recorded', async (name) => {
    const entries = await entriesOf(`@alr/${name}`);
    const parts = await Promise.all(
      entries.map(async (entry) => [entry.name, ...(await exportsOf(entry))].join('\n  ')),
    );
    // Update the record deliberately, with `vitest run -u`.
    await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot(join('public-api', `${name}.txt`));
  });

  it.each(['context', 'writer', 'runtime', 'event'])('from @alr/%s can be loaded by require() too', async (name) => {
    const require = createRequire(join(inject('packed').projectWithEvents, 'app.cjs'));
    for (const { name: path, script } of await entriesOf(`@alr/${name}`)) {
      expect(Object.keys(require(path) as object).sort()).toEqual(
        Object.keys((await import(pathToFileURL(script).href)) as object).sort(),
      );
    }
  });
});
