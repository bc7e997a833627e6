/**
 * Bundles the function and the runtime's bootstrap into ./out, each with everything that it imports:
 *   node image/bundle.mjs HANDLER
 * Packages with native code cannot be bundled. List them in package.json to have them copied, as well as any files that
 * the function reads:
 *   "alr": { "external": ["sharp"], "files": ["templates"] }
 */
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { findPackageJSON, isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const [handler = ''] = process.argv.slice(2);
const manifest = readJson('package.json');
const project = pathToFileURL(resolve('package.json'));

/** Packages that are loaded by name at run time, by the runtime or by each other. */
const loadedByName = ['log4js', 'aws-xray-sdk-core', '@alr/event'];
const external = ['log4js', 'aws-xray-sdk-core', ...(manifest.alr?.external ?? [])];

const { source, module, exportPath } = findModule(handler);
// The runtime looks for the module under the same name as here, and appends ".js" if there is no such file.
const file = /\.m?js$/.test(module) ? module : `${module}.js`;
const runtime = installedManifest('@alr/runtime', project);
if (runtime === undefined) fail('@alr/runtime is not installed: add it to the dependencies of package.json');

rmSync('out', { recursive: true, force: true });
const bundle = await rolldown({
  input: { [file]: source, 'alr-bootstrap.js': join(dirname(runtime), readJson(runtime).bin['alr-bootstrap']) },
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
  entryFileNames: '[name]',
  chunkFileNames: '[name]-[hash].js',
  // The image finds the module by the name of the handler, which therefore stays as it is.
  sanitizeFileName: (name) => (name === file ? name : name.replace(/[^\w./-]/g, '_')),
});
await bundle.close();
checkExport(output.find((chunk) => chunk.name === file).exports);

for (const path of manifest.alr?.files ?? []) cpSync(path, join('out', path), { recursive: true });
writeFileSync('out/package.json', JSON.stringify({ type: 'module', main: `./${file}`, alr: { exportPath } }));
for (const packageName of new Set([...loadedByName, ...external])) {
  for (const from of [project, pathToFileURL(runtime)]) copyPackage(packageName, from, 'out/node_modules', new Map());
}

/**
 * Finds the module of a handler, and the export in it: `src/app.MyLambda` is MyLambda in src/app.ts, src/app.js and so
 * on, and `@shop/orders.run` is run in an installed package.
 */
function findModule(name) {
  if (name.trim() === '') fail('no handler is named: set the build argument HANDLER, such as src/app.MyLambda');
  if (isAbsolute(name)) {
    fail(`the handler ${name} is an absolute path, which the image does not have: name it relative to the project`);
  }
  if (/(^|\/)\.\.(\/|$)/.test(name)) {
    fail(`the handler ${name} leads to a parent folder: name a module in the project, such as src/app.MyLambda`);
  }
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const parts = name.slice(folder.length).split('.');
  // A dot can belong to the name of the module, or separate the export.
  const readings = parts
    .map((_, left) => parts.length - left)
    .map((count) => ({ module: folder + parts.slice(0, count).join('.'), exportPath: parts.slice(count) }))
    .filter(({ module }) => !/(^|\/)\.*$/.test(module));
  // A compiler may have written app.js beside app.ts, so the source comes first.
  const endings = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
  const isScript = (path) => /\.([cm]?[jt]s|[jt]sx)$/.test(path);
  const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  for (const { module, exportPath } of readings) {
    const found = endings.map((ending) => join(module + ending)).find((path) => isScript(path) && isFile(path));
    if (found !== undefined) return { source: resolve(found), module: join(module), exportPath };
  }
  for (const { module, exportPath } of readings) {
    const [packageName] = module.match(/^(@[^/]+\/)?[^/]+/) ?? [];
    const isPackage =
      !/^\./.test(module) && !isBuiltin(module) && installedManifest(packageName, project) !== undefined;
    if (isPackage) return { source: module, module, exportPath };
  }
  const modules = readings.map(({ module }) => join(module)).join(' or ');
  fail(
    `no module for the handler ${name}: there is neither a file ${modules} (${endings.slice(1).join(', ')}) nor a package`,
  );
}

/** Checks that the module exports the handler. The exports of a CommonJS module are unknown: they are in its default. */
function checkExport(names) {
  const [exportName] = exportPath;
  const candidates = exportName === undefined ? ['default', 'handler'] : [exportName];
  if (candidates.some((candidate) => names.includes(candidate)) || names.join() === 'default') return;
  fail(
    `${relative('', source)} does not export ${exportName ?? 'a default or handler'}; it has ${names.join(', ') || 'no exports'}`,
  );
}

/** Ends the build with a message for the user, without a stack trace. */
function fail(message) {
  console.error(`image/bundle.mjs: ${message}`);
  process.exit(1);
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
