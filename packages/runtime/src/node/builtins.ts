/**
 * Returns one of Node's built-in modules. Used instead of `import`, which wraps a built-in module by reading its every
 * export: some of these are getters that load further modules, and a cold start pays for all of them. Call it at the
 * top of a module only for what every start needs, else where the module is used.
 */
export const builtin: typeof process.getBuiltinModule = process.getBuiltinModule;
