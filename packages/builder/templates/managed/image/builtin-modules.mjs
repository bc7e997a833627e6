/**
 * Has a bundle load Node's modules with `require`. An `import` reads every export, and some of them load other modules when
 * they are read: an import of node:http takes 15 ms longer because of fetch, and one of node:tls takes 40 ms longer because
 * of the root certificates.
 */
import { isBuiltin } from 'node:module';

const PREFIX = '\0alr-builtin:';

/** A plugin for Rolldown. */
export function builtinModules() {
  return {
    name: 'builtin-modules',
    resolveId(source, importer, { kind }) {
      const isImported = ['import-statement', 'dynamic-import'].includes(kind) && !importer?.startsWith('\0');
      return isImported && isBuiltin(source) ? { id: PREFIX + source, moduleSideEffects: false } : undefined;
    },
    load: {
      filter: { id: new RegExp(`^${PREFIX}`) },
      handler: (id) => `module.exports = require(${JSON.stringify(builtinName(id))});`,
    },
  };
}

/** The name of the built-in module that this id of the plugin stands for; undefined for other ids. */
export function builtinName(id) {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
}
