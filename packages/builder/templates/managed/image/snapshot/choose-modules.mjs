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
  const started = new Set();
  for (const [id, { isEntry }] of modules) if (isEntry) addReachable(id);
  function addReachable(id) {
    if (started.has(id) || !modules.has(id) || isHelper(id)) return;
    started.add(id);
    modules.get(id).imports.forEach(addReachable);
  }
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

/** An ES module that imports a package that is not bundled. */
export function findExternalImports(modules) {
  const unfit = new Map();
  for (const [id, { imports, format }] of modules) {
    const external = imports.find((name) => !modules.has(name) && !isBuiltin(name));
    if (external !== undefined && format === 'es') unfit.set(id, `imports ${external}, which is not in the bundle`);
  }
  return unfit;
}
