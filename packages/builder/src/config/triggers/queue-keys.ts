import { shorten } from '../../aws/shorten.ts';
import { boolean, integer, text } from '../keys/key.ts';
import { section, type Values } from '../keys/section.ts';

/** The longest that a queue can keep messages, in seconds. */
export const LONGEST_RETENTION = 1_209_600;

/** The keys of the queue that the function reads, and of its dead-letter queue. */
export const queueKeys = section({
  name: text({
    format: 'queue',
    env: 'QUEUE_NAME',
    default: 'lambda-runtime',
    description: 'The name of the queue, or the ARN of an existing one.',
  }),
  existing: boolean({
    env: 'QUEUE_EXISTING',
    default: false,
    description: 'The queue exists and is not ours: read it, but never change or delete it.',
  }),
  batchSize: integer({
    min: 1,
    max: 10_000,
    env: 'BATCH_SIZE',
    default: 1,
    description: 'The maximum number of messages per invocation; more than 10 require a batch_window.',
  }),
  batchWindow: integer({
    min: 0,
    max: 300,
    unit: 'seconds',
    env: 'BATCH_WINDOW',
    default: 0,
    description: 'How long to collect messages for a batch.',
  }),
  maximumConcurrency: integer({
    min: 2,
    max: 1000,
    env: 'MAXIMUM_CONCURRENCY',
    description: 'The maximum number of concurrent invocations; unlike reserved concurrency, it loses no messages.',
  }),
  visibilityTimeout: integer({
    min: 0,
    max: 43_200,
    unit: 'seconds',
    env: 'VISIBILITY_TIMEOUT',
    default: 360,
    description: 'How long a message stays hidden while it is being processed: at least six times lambda.timeout.',
  }),
  retention: integer({
    min: 60,
    max: LONGEST_RETENTION,
    unit: 'seconds',
    env: 'RETENTION',
    default: 86_400,
    description: 'How long the queue keeps messages.',
  }),
  receiveCount: integer({
    min: 1,
    max: 1000,
    env: 'RECEIVE_COUNT',
    default: 3,
    description: 'How many times a message is delivered before it moves to the dead-letter queue.',
  }),
  dlq: section({
    name: text({
      format: 'queue',
      env: 'DLQ_NAME',
      derived: 'trigger.queue.name plus -dlq',
      defaultFrom: { path: 'trigger.queue.name', derive: deadLetterQueueName },
      description: 'The name of the dead-letter queue, or the ARN of an existing one.',
    }),
    existing: boolean({
      env: 'DLQ_EXISTING',
      default: false,
      description: 'The dead-letter queue exists and is not ours: use it, but never change or delete it.',
    }),
    retention: integer({
      min: 60,
      max: LONGEST_RETENTION,
      unit: 'seconds',
      env: 'DLQ_RETENTION',
      default: LONGEST_RETENTION,
      description: 'How long the dead-letter queue keeps messages.',
    }),
  }),
  partialBatchResponse: boolean({
    env: 'PARTIAL_BATCH_RESPONSE',
    default: false,
    description: 'The handler reports the messages that failed, and only those are retried.',
  }),
});

/** A queue, its dead-letter queue, and how the function reads from it. */
export type QueueSettings = Values<typeof queueKeys.entries>;

/** Whether a queue or topic with this name is a FIFO one. */
export function isFifo(name: string): boolean {
  return name.endsWith('.fifo');
}

/** The dead-letter queue of a FIFO queue has to be a FIFO queue too. */
function deadLetterQueueName(queue: string): string {
  const start = queue.lastIndexOf(':') + 1;
  const [stem, suffix] = isFifo(queue)
    ? [queue.slice(start, -'.fifo'.length), '-dlq.fifo']
    : [queue.slice(start), '-dlq'];
  return `${queue.slice(0, start)}${shorten(stem, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const MAX_NAME_LENGTH = 80;
