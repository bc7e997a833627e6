import { countMessages, describeContents } from '../resource/contents.ts';
import { idOf } from '../resource/resource.ts';
import type { Removal, User } from './users/user.ts';

/** Something of ours that may be removed, and who uses it. */
export interface Candidate extends Removal {
  readonly users: readonly User[];
}

/**
 * Decides why candidates for removal stay. One that stays can be a reason for others to stay: a queue keeps its
 * dead-letter queue, and a function its role.
 *
 * @param going the ids of what goes in the same run, candidates included
 * @param deleteMessages the queues that may be deleted with their messages
 * @returns the reasons by the candidates' ids, for those that stay
 */
export function reasonsToKeep(
  candidates: readonly Candidate[],
  going: ReadonlySet<string>,
  deleteMessages: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const reasons = candidates.flatMap((candidate): [string, string[]][] => {
    const { unreadable } = candidate.actual;
    const found = [
      ...(unreadable === undefined ? [] : [`it cannot be read (${unreadable})`]),
      ...reasonsInContents(candidate, deleteMessages),
      ...reasonsInUsers(candidate.users, going),
    ];
    return found.length === 0 ? [] : [[idOf(candidate), found]];
  });
  const remaining = new Set(going);
  for (const [id] of reasons) remaining.delete(id);
  return remaining.size === going.size
    ? new Map(reasons)
    : new Map([...reasons, ...reasonsToKeep(candidates, remaining, deleteMessages)]);
}

/** What cannot be restored keeps a resource. Images and logs do not: the question for confirmation names them. */
function reasonsInContents({ name, actual }: Candidate, deleteMessages: readonly string[]): string[] {
  const { messages, objects } = actual.contents ?? {};
  if (messages !== undefined && countMessages(messages) > 0 && !deleteMessages.includes(name)) {
    return [`it has ${describeContents({ messages })}: --delete-messages ${name} deletes them with it`];
  }
  return objects ? ['it has objects, which are never deleted'] : [];
}

function reasonsInUsers(users: readonly User[], going: ReadonlySet<string>): string[] {
  const staying = users.filter(({ id }) => id === undefined || !going.has(id));
  const descriptions = new Set(staying.map(({ description }) => description));
  // A function stands for its versions.
  const functionOf = (description: string) => description.replace(/, version \d+/, '');
  const shown = [...descriptions].filter((each) => functionOf(each) === each || !descriptions.has(functionOf(each)));
  return shown.length === 0 ? [] : [`it is in use by ${listOf(shown.sort())}`];
}

/** A list of which a person can still read all. */
function listOf(items: readonly string[]): string {
  const limit = 8;
  if (items.length <= limit) return items.join(', ');
  return `${items.slice(0, limit - 1).join(', ')} and ${items.length - limit + 1} others`;
}
