/** Decides which modules can be in a snapshot. */
import { isBuiltin } from 'node:module';

/** A module of a package, as opposed to one of the function. */
const isOfPackage = (id) => /[\\/]node_modules[\\/]/.test(id);

/** The functions of the bundler itself. */
export const isHelper = (id) => id.startsWith('\0rolldown');

export function packageOf(id) {
  return id.match(/.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/)?.[1];
}

/**
 * The modules that are evaluated while the function starts, without those that cannot be in a snapshot, and without those
 * that import them.
 *
 * @param unfit the modules that cannot be in a snapshot
 */
export function chooseModules(modules, { mode, unfit }) {
  const started = startedModules(modules);
  const chosen = new Set([...started].filter((id) => mode === 'everything' || isOfPackage(id)));
  const importers = new Map();
  for (const id of started) {
    for (const imported of modules.get(id).imports) importers.set(imported, [...(importers.get(imported) ?? []), id]);
  }
  const removed = new Set();
  const remove = (id) => {
    if (removed.has(id)) return;
    removed.add(id);
    chosen.delete(id);
    (importers.get(id) ?? []).forEach(remove);
  };
  for (const id of started) if (unfit.has(id) || !chosen.has(id)) remove(id);
  return chosen;
}

/** The modules that are evaluated while the function starts. */
function startedModules(modules) {
  const started = new Set();
  const add = (id) => {
    if (started.has(id) || !modules.has(id) || isHelper(id)) return;
    started.add(id);
    modules.get(id).imports.forEach(add);
  };
  for (const [id, { isEntry }] of modules) if (isEntry) add(id);
  return started;
}

/**
 * The modules whose code alone shows that they cannot be in a snapshot. A snapshot is made from one script, which can load
 * only built-in modules.
 */
export function findUnfitModules(modules) {
  const unfit = new Map();
  for (const id of startedModules(modules)) {
    const { imports, format, awaits, usesMeta } = modules.get(id);
    const who = packageOf(id) ?? 'the function';
    const external = imports.find((name) => !modules.has(name) && !isBuiltin(name));
    if (usesMeta) unfit.set(id, `${who} uses import.meta (${shorten(id)})`);
    if (awaits) unfit.set(id, `${who} has an await at the top level of a module (${shorten(id)})`);
    else if (external !== undefined && format === 'es') {
      unfit.set(id, `${who} imports ${external}, which is not in the bundle (${shorten(id)})`);
    }
  }
  return unfit;
}

/** The path of a module in its package, or in the project, which is the working directory. */
export function shorten(id) {
  return id.replace(/^.*(?=node_modules)/, '').replace(`${process.cwd()}/`, '');
}
