import type { Settings } from '../keys/settings.ts';
import type { KeyProblem } from '../read/problem.ts';
import { isFifo, type QueueSettings } from './queue-keys.ts';
import type { TriggerClaim } from './trigger-rules.ts';

/**
 * Checks the settings of a queue against each other.
 *
 * @param timeout the function's timeout in seconds
 */
export function* checkQueue(queue: QueueSettings, timeout: number): Iterable<KeyProblem> {
  const { name, existing, batchSize, batchWindow, visibilityTimeout } = queue;
  // The settings of an existing queue are not ours.
  if (!existing && visibilityTimeout < 6 * timeout) {
    yield {
      keys: ['trigger.queue.visibility_timeout', 'lambda.timeout'],
      message:
        `trigger.queue.visibility_timeout is ${visibilityTimeout} seconds: it must be at least six times ` +
        `lambda.timeout (${timeout}), ${6 * timeout}, or a message may be delivered again while it is being processed`,
    };
  }
  if (isFifo(name) && batchSize > 10) {
    yield {
      keys: ['trigger.queue.batch_size', 'trigger.queue.name'],
      message: `trigger.queue.batch_size is ${batchSize}: a FIFO queue allows at most 10`,
    };
  } else if (batchSize > 10 && batchWindow === 0) {
    yield {
      keys: ['trigger.queue.batch_size', 'trigger.queue.batch_window'],
      message:
        `trigger.queue.batch_size is ${batchSize}: ` +
        'more than 10 require a trigger.queue.batch_window of at least 1 second',
    };
  }
  if (isFifo(name) && batchWindow > 0) {
    yield {
      keys: ['trigger.queue.batch_window', 'trigger.queue.name'],
      message: `trigger.queue.batch_window is ${batchWindow}: a FIFO queue does not support one, remove it`,
    };
  }
  if (!existing) yield* checkDeadLetterQueue(queue);
}

function* checkDeadLetterQueue({ name, dlq }: QueueSettings): Iterable<KeyProblem> {
  if (isFifo(dlq.name) !== isFifo(name)) {
    const reason = isFifo(name)
      ? 'the dead-letter queue of a FIFO queue must be a FIFO queue too, with a name that ends in .fifo'
      : 'the dead-letter queue of a standard queue must be a standard queue too, with a name that does not end in .fifo';
    yield {
      keys: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `trigger.queue.dlq.name is "${dlq.name}": ${reason}`,
    };
  }
  if (dlq.name === name) {
    yield {
      keys: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `trigger.queue.dlq.name is "${name}", the queue itself: it must be another queue`,
    };
  }
}

/** Finds settings of a queue, and of the function that reads it, that are valid but probably not intended. */
export function* findQueueWarnings(queue: QueueSettings, lambda: Settings['lambda']): Iterable<KeyProblem> {
  const { timeout, concurrency } = lambda;
  if (concurrency !== undefined && concurrency < (queue.maximumConcurrency ?? 5)) {
    yield {
      keys: ['lambda.concurrency', 'trigger.queue.maximum_concurrency'],
      message:
        `lambda.concurrency is ${concurrency}: when the function is throttled, good messages end up in the ` +
        'dead-letter queue; remove it and set trigger.queue.maximum_concurrency (at least 2) instead',
    };
  }
  const { existing, retention, dlq, visibilityTimeout, batchWindow } = queue;
  if (existing) return;
  const recommended = 6 * timeout + batchWindow;
  if (visibilityTimeout < recommended && batchWindow > 0) {
    yield {
      keys: ['trigger.queue.visibility_timeout', 'trigger.queue.batch_window'],
      message:
        `trigger.queue.visibility_timeout is ${visibilityTimeout} seconds: with a trigger.queue.batch_window of ` +
        `${batchWindow}, AWS recommends six times lambda.timeout plus the window, ${recommended}`,
    };
  }
  // In a standard queue, a message keeps its age when it moves to the dead-letter queue.
  if (dlq.retention <= retention && !isFifo(queue.name)) {
    yield {
      keys: ['trigger.queue.dlq.retention', 'trigger.queue.retention'],
      message:
        `trigger.queue.dlq.retention is ${dlq.retention} seconds, no more than trigger.queue.retention (${retention}): ` +
        'an old message expires as soon as it moves to the dead-letter queue',
    };
  }
}

/** Only one function can read a queue. */
export function claimsOfQueue({ name }: QueueSettings): TriggerClaim[] {
  const advice = 'each message of a queue reaches only one function: choose another queue';
  return [{ what: 'queue', name, key: 'trigger.queue.name', advice }];
}
