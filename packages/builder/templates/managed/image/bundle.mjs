/**
 * Bundles the function and the runtime's bootstrap into ./out, each with everything that it imports:
 *   node image/bundle.mjs HANDLER
 * HANDLER can be several handlers, with spaces between them.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { builtinModules } from './builtin-modules.mjs';
import { describeFailure, functionBundle, installedManifest, readJson } from './function-bundle.mjs';

const [handler = ''] = process.argv.slice(2);
const out = resolve('out');

try {
  const { file, handlers, files, packages, parents, input, output } = functionBundle(handler, resolve());
  rmSync(out, { recursive: true, force: true });
  const bundle = await rolldown({ ...input, plugins: [...input.plugins, builtinModules()] });
  await bundle.write({ ...output, dir: out });
  await bundle.close();
  for (const path of files) cpSync(path, join(out, path), { recursive: true });
  const modules = handlers.map((each) => ({ file: `./${each.file}`, exportPath: each.exportPath }));
  const manifest = { type: 'module', main: `./${file}`, alr: { handlers: modules } };
  writeFileSync(join(out, 'package.json'), JSON.stringify(manifest));
  copyPackages(packages, parents);
} catch (error) {
  console.error(`image/bundle.mjs: ${describeFailure(error)}`);
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
