import type { SendResult } from './send.ts';

/** What is sent, and what of which kind of destination it has to match. */
const words: Readonly<Record<SendResult['kind'], readonly [one: string, several: string, matcher: string]>> = {
  bus: ['event', 'events', 'rule of the event bus'],
  topic: ['message', 'messages', 'subscription of the topic'],
  bucket: ['object', 'objects', 'notification of the bucket'],
  queue: ['message', 'messages', 'filter of the queue'],
  stream: ['record', 'records', 'filter of the stream'],
};

/** Says that nothing gets what was sent, or a part of it; undefined if something gets all of it. */
export function describeUnmatched({ to, kind, ids, unmatched = 0 }: SendResult): string | undefined {
  if (unmatched === 0) return undefined;
  const [one, several, matcher] = words[kind];
  const which = ids.length === 1 ? `the ${one}` : `${unmatched} of the ${ids.length} ${several}`;
  const [verb, whom] = unmatched === 1 ? ['matches', 'it'] : ['match', 'them'];
  return `${which} ${verb} no ${matcher} ${to}: nothing gets ${whom}`;
}
