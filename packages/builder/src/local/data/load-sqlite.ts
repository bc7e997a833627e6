/**
 * Loads SQLite, which is part of Node. Node 22 warns that it is experimental; other warnings stay.
 *
 * @throws {Error} this Node was built without it
 */
export function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...options: unknown[]) => {
    if (options[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return;
    Reflect.apply(emitWarning, process, [warning, ...options]);
  };
  try {
    // With an import, the warning would come in a later turn, in which other code may warn, too.
    const sqlite = process.getBuiltinModule('node:sqlite');
    // Types say that there always is one.
    if ((sqlite as unknown) === undefined) throw new Error('this Node was built without SQLite');
    return sqlite;
  } finally {
    process.emitWarning = emitWarning;
  }
}
