import { Queues, type QueuesOptions } from '../src/local/sources/queue/queues.ts';

/** Queues without messages, whose messages have the ids `id-1`, `id-2` and so on. */
export function createQueues(options: Partial<QueuesOptions> = {}): Queues {
  let ids = 0;
  const scope = { partition: 'aws', region: 'eu-central-1', account: '012345678912' };
  return new Queues({ scope, newId: () => `id-${++ids}`, ...options });
}
