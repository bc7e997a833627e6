import { localResources } from '../functions/local-resources.ts';
import type { Settings } from '../keys/settings.ts';
import type { KeyProblem } from '../read/problem.ts';
import { isFifo } from '../triggers/queue-keys.ts';

/** Finds what SQS and SNS would reject of what the code uses on this machine. */
export function* checkLocal({ local }: Settings): Iterable<KeyProblem> {
  const { queues, topics } = localResources((path) => local[path.slice('local.'.length) as keyof typeof local]);
  for (const [name, { dead_letter: target, receive_count: count }] of Object.entries(queues)) {
    const problem = (message: string): KeyProblem => ({ keys: ['local.queues'], within: [name], message });
    if (target === undefined) {
      if (count !== undefined) yield problem(`local.queues.${name} has a receive_count: set dead_letter too`);
    } else if (target === name) {
      yield problem(`local.queues.${name} is its own dead_letter: name another queue`);
    } else if (isFifo(target) !== isFifo(name)) {
      const types = isFifo(name) ? 'a FIFO queue, but its dead_letter' : 'a standard queue, but its dead_letter';
      yield problem(`local.queues.${name} is ${types} ${target} is not: they must be of the same type`);
    }
  }
  for (const [name, { queues: subscribed = [] }] of Object.entries(topics)) {
    const fifo = isFifo(name) ? undefined : subscribed.find(isFifo);
    if (fifo === undefined) continue;
    yield {
      keys: ['local.topics'],
      within: [name],
      message: `local.topics.${name} is a standard topic: it cannot deliver to the FIFO queue ${fifo}`,
    };
  }
}
