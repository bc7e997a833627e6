import { boolean, choice, integer, text } from './key.ts';
import { section, type Values } from './section.ts';

/** The keys of the stream that the function reads. */
export const streamKeys = section({
  arn: text({
    format: 'stream arn',
    env: 'STREAM_ARN',
    required: true,
    description: 'The ARN of the stream.',
  }),
  batchSize: integer({
    min: 1,
    max: 10_000,
    env: 'STREAM_BATCH_SIZE',
    default: 100,
    description: 'The maximum number of records per invocation.',
  }),
  batchWindow: integer({
    min: 0,
    max: 300,
    unit: 'seconds',
    env: 'STREAM_BATCH_WINDOW',
    default: 0,
    description: 'How long to collect records for a batch.',
  }),
  startingPosition: choice({
    choices: ['LATEST', 'TRIM_HORIZON'],
    env: 'STARTING_POSITION',
    default: 'LATEST',
    description: 'Where to start reading: at new records (LATEST) or at the oldest record kept (TRIM_HORIZON).',
  }),
  bisect: boolean({
    env: 'BISECT',
    default: false,
    description: 'Split a failed batch in two and retry the halves.',
  }),
  retries: integer({
    min: 0,
    max: 10_000,
    env: 'STREAM_RETRIES',
    derived: 'until the records expire',
    description: 'How many times to retry a failed batch, while the records after it wait.',
  }),
  partialBatchResponse: boolean({
    env: 'STREAM_PARTIAL_BATCH_RESPONSE',
    default: false,
    description: 'The handler reports the record that failed, and the batch is retried from that record.',
  }),
});

/** A stream and how the function reads it. */
export type StreamSettings = Values<typeof streamKeys.entries>;
