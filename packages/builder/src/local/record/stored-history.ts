import type { Database } from '../data/database.ts';
import type { HistoryStorage, StoredInvocation } from './history.ts';
import type { InvocationContent, InvocationDetails, InvocationSummary } from './kept-invocation.ts';

interface Row {
  readonly id: number;
  readonly summary: string;
  readonly bytes: number;
  readonly pinned: string | null;
}

interface ContentRow {
  readonly event: Uint8Array;
  readonly response: Uint8Array;
  readonly details: string;
}

/** The history in the database of the project. What is large is read only when it is needed. */
export function storedHistory(database: Database): HistoryStorage {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO invocation (id, summary, bytes, event, response, details) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const pin = database.prepare('UPDATE invocation SET pinned = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM invocation WHERE id = ?');
  const clear = database.prepare('DELETE FROM invocation WHERE pinned IS NULL');
  const changeDetails = database.prepare('UPDATE invocation SET details = ? WHERE id = ?');
  const changeSummary = database.prepare('UPDATE invocation SET summary = ? WHERE id = ?');
  const read = database.prepare('SELECT event, response, details FROM invocation WHERE id = ?');
  return {
    load() {
      // Only we write the table.
      const rows = database.prepare('SELECT id, summary, bytes, pinned FROM invocation ORDER BY id').all();
      return (rows as unknown as Row[]).map(({ id, summary, bytes, pinned }): StoredInvocation => {
        const content = () => contentOf(read.get(id) as ContentRow | undefined);
        const kept = { summary: JSON.parse(summary) as InvocationSummary, bytes, content };
        return pinned === null
          ? { ...kept, isPinned: false, ignored: [] }
          : { ...kept, isPinned: true, ignored: JSON.parse(pinned) as string[] };
      });
    },
    add(summary, { event, response, details }, bytes) {
      database.writeSoon(() => {
        insert.run(summary.id, JSON.stringify(summary), bytes, event, response, JSON.stringify(details));
      });
    },
    pin: (id, ignored) =>
      database.write(() => void pin.run(ignored === undefined ? null : JSON.stringify(ignored), id)),
    changeDetails: (id, details) => database.writeSoon(() => void changeDetails.run(JSON.stringify(details), id)),
    changeSummary: (summary) => database.writeSoon(() => void changeSummary.run(JSON.stringify(summary), summary.id)),
    remove: (id) => database.writeSoon(() => void remove.run(id)),
    clear: () => database.write(() => void clear.run()),
  };
}

function contentOf(row: ContentRow | undefined): InvocationContent {
  if (row === undefined) throw new Error('an invocation of the history is no longer in the database');
  const { event, response, details } = row;
  return {
    event: Buffer.from(event),
    response: Buffer.from(response),
    details: JSON.parse(details) as InvocationDetails,
  };
}
