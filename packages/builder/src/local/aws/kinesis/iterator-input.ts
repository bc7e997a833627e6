import type { IteratorType } from '../../sources/stream/shard-iterators.ts';
import { invalidMember } from '../../sources/stream/stream-error.ts';

/** @throws {StreamError} it is not one of those that the service has */
export function checkedType(type: string | undefined, known: readonly IteratorType[]): IteratorType {
  const found = known.find((each) => each === type);
  if (found !== undefined) return found;
  throw invalidMember('shardIteratorType', `satisfy enum value set: [${known.join(', ')}]`);
}

/** @throws {StreamError} it is not from 1 to `max` */
export function checkLimit(limit: number | undefined, max: number, member = 'limit'): void {
  if (limit === undefined) return;
  if (limit < 1) throw invalidMember(member, 'have value greater than or equal to 1');
  if (limit > max) throw invalidMember(member, `have value less than or equal to ${max}`);
}
