import { closeSync, existsSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { loadSqlite } from './load-sqlite.ts';
import { APPLICATION_ID, migrations } from './schema.ts';

/** The tables that the emulator keeps. */
export interface Database {
  exec(sql: string): void;
  /** A statement for many executions. */
  prepare(sql: string): StatementSync;
  /**
   * Runs this in the next transaction; see `Journal.committed`. If that fails, because the disk is full for example, it
   * runs again in the one after it.
   */
  write(task: () => void): void;
  /**
   * Runs this in a transaction a few milliseconds later, or before the next task of `write`. This is for changes that no
   * response waits for.
   */
  writeSoon(task: () => void): void;
}

/** Why a file cannot be used. */
export type DatabaseProblem =
  /** Another process uses it. */
  | 'locked'
  | 'corrupt'
  /** Another version has written it. */
  | 'version'
  /** It is a database of another program. */
  | 'foreign';

/** A file of SQLite cannot be used. */
export class DatabaseError extends Error {
  readonly problem: DatabaseProblem;

  constructor(problem: DatabaseProblem, options?: ErrorOptions) {
    super(`the database is ${problem}`, options);
    this.problem = problem;
  }

  override get name(): string {
    return 'DatabaseError';
  }
}

/** How long to wait for a process that is ending. */
const LOCK_TIMEOUT_MS = 500;

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Larger files are not checked as a whole, which would take longer than 100 ms. */
const MAX_CHECKED_PAGES = 8192;

/**
 * Opens a file, or creates it, for this process alone. The lock is one of the operating system, which ends with the
 * process.
 *
 * @throws {DatabaseError} it cannot be used
 * @throws {Error} it cannot be read or written
 */
export function openDatabase(file: string): DatabaseSync {
  const isNew = !existsSync(file);
  const { DatabaseSync } = loadSqlite();
  // Only the user can read it. SQLite gives the files that belong to it the same mode.
  if (isNew) closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    // Before anything is written into what may not be ours, or is damaged.
    if (!isNew) check(database);
    // A new file is worth nothing yet, so that it does not wait for the disk.
    database.exec('PRAGMA synchronous = OFF; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL');
    migrate(database);
    // Fails if the file is read-only.
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    // A process that is killed loses nothing. If the machine loses its power, the last transactions can be missing.
    database.exec('PRAGMA synchronous = NORMAL');
    return database;
  } catch (error) {
    database.close();
    const problem = problemOf(error);
    throw problem === undefined ? error : new DatabaseError(problem, { cause: error });
  }
}

/** What a reset has deleted. */
export interface DeletedData {
  /** How many items of the event sources, by their kinds. */
  readonly items: ReadonlyMap<string, number>;
  readonly invocations: number;
}

/** Empties our tables, and leaves nothing of what they contained in the file. */
export function resetDatabase(database: DatabaseSync): DeletedData {
  const items = database.prepare('SELECT kind, count(*) AS count FROM item GROUP BY kind').all();
  const invocations = database.prepare('SELECT count(*) AS count FROM invocation').get();
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
  for (const { name } of tables.all()) database.exec(`DELETE FROM "${name}"`);
  database.exec('VACUUM');
  return {
    items: new Map(items.map(({ kind, count }) => [String(kind), Number(count)])),
    invocations: Number(invocations?.count),
  };
}

/** The problem that an error of SQLite stands for, if the file is to blame. */
export function problemOf(error: unknown): DatabaseProblem | undefined {
  if (error instanceof DatabaseError) return error.problem;
  const { errcode } = error as { errcode?: number };
  // The lower byte is the kind of the error.
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case SQLITE_BUSY:
      return 'locked';
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return 'corrupt';
    default:
      return undefined;
  }
}

/** @throws {DatabaseError} it is not one that we can use */
function check(database: DatabaseSync): void {
  const isEmpty = read(database, 'schema_version') === 0;
  if (isEmpty) return;
  if (read(database, 'application_id') !== APPLICATION_ID) throw new DatabaseError('foreign');
  if (read(database, 'user_version') > migrations.length) throw new DatabaseError('version');
  if (read(database, 'page_count') > MAX_CHECKED_PAGES) return;
  if (Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0] !== 'ok') {
    throw new DatabaseError('corrupt');
  }
}

function migrate(database: DatabaseSync): void {
  const version = read(database, 'user_version');
  if (version === migrations.length) return;
  const steps = migrations.slice(version).join('\n');
  database.exec(
    `BEGIN; PRAGMA application_id = ${APPLICATION_ID}; ${steps}; PRAGMA user_version = ${migrations.length}; COMMIT`,
  );
}

function read(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}
