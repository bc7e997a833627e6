import type { Settings } from '../keys/keys.ts';
import type { BrokenRule } from './broken-rule.ts';
import { deadLetterQueueOf } from './dead-letter-queue.ts';

type QueueSettings = Settings<'s3-sqs' | 'sns-sqs' | 'sqs'>;

/** The rules between the keys of a queue. */
export function* queueRules(settings: QueueSettings): Iterable<BrokenRule> {
  const timeout = settings['lambda.timeout'];
  const visibility = settings['trigger.queue.visibility_timeout'];
  if (visibility < 6 * timeout) {
    yield {
      between: ['trigger.queue.visibility_timeout', 'lambda.timeout'],
      message:
        `trigger.queue.visibility_timeout is ${visibility} seconds: it must be at least six times lambda.timeout ` +
        `(${timeout}), ${6 * timeout}, or a message is handled a second time while the first is still at it`,
    };
  }
  const name = settings['trigger.queue.name'];
  const dlq = settings['trigger.queue.dlq.name'];
  const batchSize = settings['trigger.queue.batch_size'];
  if (isFifo(name) && batchSize > 10) {
    yield {
      between: ['trigger.queue.batch_size', 'trigger.queue.name'],
      message: `trigger.queue.batch_size is ${batchSize}: a FIFO queue allows 10 at most`,
    };
  } else if (batchSize > 10 && settings['trigger.queue.batch_window'] === 0) {
    yield {
      between: ['trigger.queue.batch_size', 'trigger.queue.batch_window'],
      message: `trigger.queue.batch_size is ${batchSize}: above 10 it needs a trigger.queue.batch_window of at least 1 second`,
    };
  }
  if (isFifo(name) && settings['trigger.queue.batch_window'] > 0) {
    yield {
      between: ['trigger.queue.batch_window', 'trigger.queue.name'],
      message: 'a FIFO queue has no trigger.queue.batch_window',
    };
  }
  if (dlq !== undefined && isFifo(dlq) !== isFifo(name)) {
    yield {
      between: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `the dead-letter queue of a ${isFifo(name) ? 'FIFO queue must be one too: its name must end' : 'standard queue can be no FIFO queue: its name must not end'} in .fifo`,
    };
  }
  if (dlq === undefined && deadLetterQueueOf(name).length > 80) {
    yield {
      between: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `the dead-letter queue would be ${deadLetterQueueOf(name)}, of more than 80 characters: set trigger.queue.dlq.name`,
    };
  }
  if (dlq === name) {
    yield {
      between: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `trigger.queue.dlq.name is the queue itself, "${name}"`,
    };
  }
}

/** What of a queue works, but hardly as it is meant. */
export function* queueOddities(settings: QueueSettings): Iterable<BrokenRule> {
  const retention = settings['trigger.queue.retention'];
  const dlqRetention = settings['trigger.queue.dlq.retention'];
  const visibility = settings['trigger.queue.visibility_timeout'];
  const window = settings['trigger.queue.batch_window'];
  const needed = 6 * settings['lambda.timeout'] + window;
  if (visibility < needed && window > 0) {
    yield {
      between: ['trigger.queue.visibility_timeout', 'trigger.queue.batch_window'],
      message:
        `trigger.queue.visibility_timeout is ${visibility} seconds: with a trigger.queue.batch_window of ${window}, ` +
        `AWS advises six times lambda.timeout and the window, ${needed}`,
    };
  }
  // In a standard queue a message keeps its age when it goes to the dead-letter queue.
  if (dlqRetention <= retention && !isFifo(settings['trigger.queue.name'])) {
    yield {
      between: ['trigger.queue.dlq.retention', 'trigger.queue.retention'],
      message:
        `trigger.queue.dlq.retention is ${dlqRetention} seconds, no more than trigger.queue.retention (${retention}): ` +
        'a message that has waited goes from the dead-letter queue as soon as it comes there',
    };
  }
}

/** Whether a queue or topic of this name is a FIFO one. */
export function isFifo(name: string): boolean {
  return name.endsWith('.fifo');
}
