import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Collection, EncodedItem, Journal } from '../sources/journal.ts';
import type { Database } from './database.ts';
import { SqliteCollection, Statements } from './sqlite-collection.ts';

/**
 * How long changes are collected that no response waits for. One transaction for many changes writes fewer pages: a
 * third of them for the history, and half of them for messages that a function gets and that are deleted.
 */
const COLLECTING_MS = 10;

/** What is open when the process ends by itself. Its last changes are written then. */
const open = new Set<SqliteJournal>();
function closeAll(): void {
  for (const journal of open) journal.close();
}

/** The state of the sources in SQLite. */
export class SqliteJournal implements Journal, Database {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #collections: Pick<SqliteCollection<unknown, unknown>, 'write' | 'settle' | 'undo'>[] = [];
  readonly #kinds = new Set<string>();
  readonly #onFailure: (error: unknown) => void;
  /** What the next transaction runs. */
  #tasks: (() => void)[] = [];
  /** What follows these tasks, when the time is over or another one is written. */
  #laterTasks: (() => void)[] = [];
  #collecting: NodeJS.Timeout | undefined;
  #isAwaited = false;
  #pending: PromiseWithResolvers<void> | undefined;
  #hasFailed = false;
  #isClosed = false;

  /** @param onFailure called when changes could not be written. They are kept in memory, and written with the next ones */
  constructor(database: DatabaseSync, onFailure: (error: unknown) => void) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#onFailure = onFailure;
    if (open.size === 0) process.on('exit', closeAll);
    open.add(this);
  }

  get committed(): Promise<void> | undefined {
    if (this.#pending !== undefined && !this.#isAwaited) {
      this.#isAwaited = true;
      setImmediate(() => this.commit());
    }
    return this.#pending?.promise;
  }

  collection<Item, Value>(kind: string, encode: (item: Item) => EncodedItem<Value>): Collection<Item, Value> {
    // Two would not know about each other's rows.
    if (this.#kinds.has(kind)) throw new Error(`there already is a collection of ${kind}`);
    this.#kinds.add(kind);
    const collection = new SqliteCollection(kind, encode, this.#statements, () => this.#changed());
    this.#collections.push(collection);
    return collection;
  }

  has(...kinds: readonly string[]): boolean {
    const places = kinds.map(() => '?').join(', ');
    return this.#database.prepare(`SELECT 1 FROM item WHERE kind IN (${places}) LIMIT 1`).get(...kinds) !== undefined;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  write(task: () => void): void {
    this.#tasks.push(...this.#laterTasks.splice(0), task);
    this.#changed();
  }

  writeSoon(task: () => void): void {
    this.#laterTasks.push(task);
    this.#collect();
  }

  commit(): void {
    const pending = this.#pending;
    if (this.#isClosed || (pending === undefined && !this.#hasFailed && this.#tasks.length === 0)) return;
    this.#pending = undefined;
    this.#isAwaited = false;
    try {
      this.#statements.begin.run();
      for (const collection of this.#collections) collection.write();
      for (const task of this.#tasks) task();
      this.#statements.commit.run();
      for (const collection of this.#collections) collection.settle();
      this.#tasks = [];
      this.#hasFailed = false;
    } catch (error) {
      // SQLite may have rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const collection of this.#collections) collection.undo();
      this.#hasFailed = true;
      this.#onFailure(error);
    }
    pending?.resolve();
  }

  /** Writes what has changed, and closes the file. What changes later is not kept. */
  close(): void {
    if (this.#isClosed) return;
    this.#commitAll();
    this.#isClosed = true;
    open.delete(this);
    if (open.size === 0) process.off('exit', closeAll);
    this.#pending = undefined;
    // What has been deleted leaves no space behind.
    this.#database.exec('PRAGMA incremental_vacuum');
    this.#database.close();
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#pending ??= Promise.withResolvers();
    this.#collect();
  }

  #collect(): void {
    if (this.#isClosed) return;
    this.#collecting ??= setTimeout(() => this.#commitAll(), COLLECTING_MS);
  }

  #commitAll(): void {
    clearTimeout(this.#collecting);
    this.#collecting = undefined;
    this.#tasks.push(...this.#laterTasks.splice(0));
    this.commit();
  }
}
