import type { DeletedData } from '../data/database.ts';
import type { LocalEvent } from '../report/local-event.ts';
import { KIND_PREFIX } from './asynchronous/kept-events.ts';

type Counts = Omit<Extract<LocalEvent, { type: 'reset' }>, 'type' | 'folder'>;

/** What a reset has deleted, in the terms of the report. */
export function countDeleted({ items, invocations }: DeletedData): Counts {
  const count = (kind: string) => items.get(kind) ?? 0;
  const events = [...items].filter(([kind]) => kind.startsWith(KIND_PREFIX));
  return {
    messages: count('message'),
    objects: count('object'),
    records: count('stream record'),
    events: events.reduce((sum, [, waiting]) => sum + waiting, 0),
    invocations,
  };
}
