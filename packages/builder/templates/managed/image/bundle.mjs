/**
 * Bundles the function and the runtime's bootstrap into ./out, each with everything that it imports:
 *   node image/bundle.mjs HANDLER
 * Packages with native code cannot be bundled. List them in package.json to have them copied, as well as any files that
 * the function reads:
 *   "alr": { "external": ["sharp"], "files": ["templates"] }
 */
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const [handler = ''] = process.argv.slice(2);
const manifest = readJson('package.json');
const project = pathToFileURL(resolve('package.json'));

/** Packages that are loaded by name at run time, by the runtime or by each other. */
const loadedByName = ['log4js', 'aws-xray-sdk-core', '@alr/event'];
const external = ['log4js', 'aws-xray-sdk-core', ...(manifest.alr?.external ?? [])];

const { source, exportName } = findModule(handler);
const name = source.replace(/\.[cm]?[jt]s$/, '');
const runtime = installedManifest('@alr/runtime', project);
if (runtime === undefined) throw new Error('@alr/runtime is not installed: add it to the dependencies of package.json');

rmSync('out', { recursive: true, force: true });
const bundle = await rolldown({
  input: { [name]: resolve(source), 'alr-bootstrap': join(dirname(runtime), readJson(runtime).bin['alr-bootstrap']) },
  platform: 'node',
  external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
  onLog(level, log, show) {
    // A package may import what is not installed and handle the failure; the function's own imports have to resolve.
    const isMissing = log.code === 'UNRESOLVED_IMPORT' && !log.id?.includes('node_modules');
    show(isMissing ? 'error' : level, log);
  },
});
const { output } = await bundle.write({
  dir: 'out',
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  // The image finds the module by the name of the handler, which therefore stays as it is.
  sanitizeFileName: (file) => (file === name ? file : file.replace(/[^\w./-]/g, '_')),
});
await bundle.close();
checkExport(output.find((chunk) => chunk.name === name).exports);

for (const file of manifest.alr?.files ?? []) cpSync(file, join('out', file), { recursive: true });
writeFileSync('out/package.json', JSON.stringify({ type: 'module', main: `./${name}.js` }));
for (const packageName of new Set([...loadedByName, ...external])) {
  for (const from of [project, pathToFileURL(runtime)]) copyPackage(packageName, from, 'out/node_modules', new Map());
}

/** Finds the file and the export of a handler: `src/app.MyLambda` is MyLambda in src/app.ts, src/app.js and so on. */
function findModule(name) {
  const folderEnd = name.lastIndexOf('/') + 1;
  const parts = name.slice(folderEnd).split('.');
  const modules = parts.map((_, left) => name.slice(0, folderEnd) + parts.slice(0, parts.length - left).join('.'));
  const endings = ['', '.ts', '.mts', '.js', '.mjs', '.cjs'];
  const files = modules.flatMap((module) => endings.map((end) => join(module + end)));
  const scripts = files.filter((file) => /\.[cm]?[jt]s$/.test(file));
  const found = scripts.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no module for the handler "${name}": looked for ${scripts.join(', ')}`);
  const left = Math.floor(files.indexOf(found) / endings.length);
  return { source: found, exportName: parts[parts.length - left] };
}

/** Checks that the module exports the handler. The exports of a CommonJS module are unknown: they are in its default. */
function checkExport(names) {
  const candidates = exportName === undefined ? ['default', 'handler'] : [exportName];
  if (candidates.some((candidate) => names.includes(candidate)) || names.join() === 'default') return;
  throw new Error(
    `${source} does not export ${exportName ?? 'a default or handler'}; it has ${names.join(', ') || 'no exports'}`,
  );
}

/** Copies a package and its dependencies into the folder `modules`, skipping those that are not installed. */
function copyPackage(name, from, modules, enclosing) {
  const file = name.startsWith('@types/') ? undefined : installedManifest(name, from);
  if (file === undefined) return;
  const { version, dependencies = {}, peerDependencies = {} } = readJson(file);
  if (enclosing.get(name) === version || existsSync(join(modules, name))) return;
  mkdirSync(join(modules, name), { recursive: true });
  cpSync(dirname(file), join(modules, name), {
    recursive: true,
    dereference: true,
    filter: (path) => basename(path) !== 'node_modules',
  });
  const below = new Map([...enclosing, [name, version]]);
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
    copyPackage(dependency, pathToFileURL(file), join(modules, name, 'node_modules'), below);
  }
}

function installedManifest(name, from) {
  try {
    const file = findPackageJSON(name, from);
    // In pnpm's store, the dependencies of a package lie next to its real path.
    return file && realpathSync(file);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
