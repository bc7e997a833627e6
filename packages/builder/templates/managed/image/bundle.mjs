/**
 * Bundles the function and the runtime's bootstrap into ./out, each with everything that it imports:
 *   node image/bundle.mjs HANDLER
 * Packages with native code cannot be bundled. List them in package.json to have them copied, as well as any files that
 * the function reads:
 *   "alr": { "external": ["sharp"], "files": ["templates"] }
 */
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { findPackageJSON, isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const [handler = ''] = process.argv.slice(2);
const out = resolve('out');
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

rmSync(out, { recursive: true, force: true });
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
  dir: out,
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name]',
  chunkFileNames: '[name]-[hash].js',
  // The image finds the module by the name of the handler, which therefore stays as it is.
  sanitizeFileName: (name) => (name === file ? name : name.replace(/[^\w./-]/g, '_')),
});
await bundle.close();
checkExport(output.find((chunk) => chunk.name === file).exports);

for (const path of manifest.alr?.files ?? []) cpSync(path, join(out, path), { recursive: true });
writeFileSync(join(out, 'package.json'), JSON.stringify({ type: 'module', main: `./${file}`, alr: { exportPath } }));
copyPackages(new Set([...loadedByName, ...external]), [project, pathToFileURL(runtime)]);

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
  const prefix = name.slice(0, name.lastIndexOf('/') + 1);
  const parts = name.slice(prefix.length).split('.');
  // A dot can belong to the name of the module, or separate the export.
  const readings = parts
    .map((_, left) => parts.length - left)
    .map((count) => ({ module: prefix + parts.slice(0, count).join('.'), exportPath: parts.slice(count) }))
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

/**
 * Copies packages that are installed, and what they depend on. Each version of a package is copied once, to the top of
 * `node_modules` unless another version is there, because some packages, such as those of OpenTelemetry, do not work in
 * two copies.
 */
function copyPackages(names, parents) {
  const versions = new Map();
  // Breadth first: all dependencies of a package have their places before its dependencies look for theirs.
  const queue = [...names].flatMap((name) => parents.map((from) => ({ name, from, folder: out })));
  for (const { name, from, folder } of queue) {
    const file = name.startsWith('@types/') ? undefined : installedManifest(name, from);
    if (file === undefined) continue;
    const { version, dependencies, optionalDependencies, peerDependencies } = readJson(file);
    const target = placeFor(name, version, folder, versions);
    if (versions.has(target)) continue;
    versions.set(target, version);
    mkdirSync(target, { recursive: true });
    const filter = (path) => basename(path) !== 'node_modules';
    cpSync(dirname(file), target, { recursive: true, dereference: true, filter });
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      queue.push({ name: dependency, from: pathToFileURL(file), folder: target });
    }
  }
}

/** Where Node finds this version from a folder, or else where to copy it so that Node finds it. */
function placeFor(name, version, folder, versions) {
  for (let parent = folder; ; parent = parent.slice(0, parent.lastIndexOf(join('/node_modules/')))) {
    const place = join(parent, 'node_modules', name);
    if (versions.get(place) === version || (parent === out && !versions.has(place))) return place;
    if (versions.has(place)) return join(folder, 'node_modules', name);
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
