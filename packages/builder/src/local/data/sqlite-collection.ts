import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Collection, EncodedItem, StoredItem } from '../sources/journal.ts';

/** Content is written in chunks of this size, because a value of SQLite is limited to 1 GB. */
const CHUNK_BYTES = 1024 * 1024;

/** Where an item is. */
interface Row {
  readonly number: number;
  /** What has been written of it, and need not be written again. */
  readonly content: Uint8Array | string | undefined;
}

interface StoredRow {
  readonly row: number;
  readonly id: string;
  readonly value: string;
}

/** Prepared once for all kinds. */
export class Statements {
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly insert: StatementSync;
  readonly update: StatementSync;
  readonly delete: StatementSync;
  readonly insertContent: StatementSync;
  readonly deleteContent: StatementSync;
  readonly select: StatementSync;
  readonly selectContent: StatementSync;
  #nextRow: number;

  constructor(database: DatabaseSync) {
    this.begin = database.prepare('BEGIN');
    this.commit = database.prepare('COMMIT');
    this.#nextRow = Number(database.prepare('SELECT coalesce(max(row), 0) + 1 AS next FROM item').get()?.next);
    this.insert = database.prepare('INSERT INTO item (row, kind, id, value) VALUES (?, ?, ?, ?)');
    this.update = database.prepare('UPDATE item SET value = ? WHERE row = ?');
    this.delete = database.prepare('DELETE FROM item WHERE row BETWEEN ? AND ?');
    this.insertContent = database.prepare('INSERT INTO content (row, part, bytes) VALUES (?, ?, ?)');
    this.deleteContent = database.prepare('DELETE FROM content WHERE row = ?');
    this.select = database.prepare('SELECT row, id, value FROM item WHERE kind = ? ORDER BY row');
    this.selectContent = database.prepare('SELECT bytes FROM content WHERE row = ? ORDER BY part');
  }

  newRow(): number {
    return this.#nextRow++;
  }
}

/** The items of a kind in SQLite. */
export class SqliteCollection<Item, Value> implements Collection<Item, Value> {
  readonly #kind: string;
  readonly #encode: (item: Item) => EncodedItem<Value>;
  readonly #statements: Statements;
  readonly #onChanged: () => void;
  readonly #rows = new Map<string, Row>();
  /** Undefined for an item that is gone. */
  readonly #changes = new Map<string, Item | undefined>();
  /** The rows as they were before the transaction. */
  readonly #earlier = new Map<string, Row | undefined>();

  constructor(kind: string, encode: (item: Item) => EncodedItem<Value>, statements: Statements, onChanged: () => void) {
    this.#kind = kind;
    this.#encode = encode;
    this.#statements = statements;
    this.#onChanged = onChanged;
  }

  put(id: string, item: Item): void {
    this.#changes.set(id, item);
    this.#onChanged();
  }

  remove(id: string): void {
    if (this.#rows.has(id)) {
      this.#changes.set(id, undefined);
      this.#onChanged();
    } else this.#changes.delete(id);
  }

  restore(): readonly StoredItem<Value>[] {
    // Only we write such rows.
    const stored = this.#statements.select.all(this.#kind) as unknown as readonly StoredRow[];
    return stored.map(({ row, id, value }) => {
      const chunks = this.#statements.selectContent.all(row).map(({ bytes }) => asBuffer(bytes as Uint8Array));
      const content = chunks.length > 1 ? Buffer.concat(chunks) : chunks[0];
      this.#rows.set(id, { number: row, content });
      return { id, value: JSON.parse(value) as Value, content };
    });
  }

  /** Writes the changes, in a transaction. */
  write(): void {
    const deleted: number[] = [];
    for (const [id, item] of this.#changes) {
      const row = this.#rows.get(id);
      if (item !== undefined) this.#write(id, row, this.#encode(item));
      else if (row !== undefined) {
        deleted.push(row.number);
        if (row.content !== undefined) this.#statements.deleteContent.run(row.number);
        this.#replace(id, row, undefined);
      }
    }
    for (const [first, last] of runs(deleted)) this.#statements.delete.run(first, last);
  }

  /** The transaction has succeeded. */
  settle(): void {
    this.#changes.clear();
    this.#earlier.clear();
  }

  /** The transaction has failed. The changes go into the next one. */
  undo(): void {
    for (const [id, row] of this.#earlier) this.#set(id, row);
    this.#earlier.clear();
  }

  #write(id: string, row: Row | undefined, { value, content }: EncodedItem<Value>): void {
    const json = JSON.stringify(value);
    if (row === undefined) {
      const number = this.#statements.newRow();
      this.#statements.insert.run(number, this.#kind, id, json);
      if (content !== undefined) this.#writeContent(number, content);
      this.#replace(id, row, { number, content });
      return;
    }
    this.#statements.update.run(json, row.number);
    if (row.content === content) return;
    if (row.content !== undefined) this.#statements.deleteContent.run(row.number);
    if (content !== undefined) this.#writeContent(row.number, content);
    this.#replace(id, row, { number: row.number, content });
  }

  #replace(id: string, earlier: Row | undefined, row: Row | undefined): void {
    this.#earlier.set(id, earlier);
    this.#set(id, row);
  }

  #set(id: string, row: Row | undefined): void {
    if (row === undefined) this.#rows.delete(id);
    else this.#rows.set(id, row);
  }

  #writeContent(row: number, content: Uint8Array | string): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let start = 0; start === 0 || start < bytes.length; start += CHUNK_BYTES) {
      this.#statements.insertContent.run(row, start / CHUNK_BYTES, bytes.subarray(start, start + CHUNK_BYTES));
    }
  }
}

/** Consecutive numbers, each with the first and the last one: [4, 2, 3, 7] has [2, 4] and [7, 7]. */
function runs(numbers: number[]): [first: number, last: number][] {
  const found: [first: number, last: number][] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const run = found.at(-1);
    if (run !== undefined && run[1] + 1 === number) run[1] = number;
    else found.push([number, number]);
  }
  return found;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
