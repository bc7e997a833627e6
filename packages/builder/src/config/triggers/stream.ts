import { boolean, choice, integer, text } from '../keys/key.ts';
import { section, type Values } from '../keys/section.ts';
import type { Settings } from '../keys/settings.ts';
import type { KeyProblem } from '../read/problem.ts';
import { checkArn } from '../validate/arn-rules.ts';
import { enabledKeys } from './enabled-key.ts';
import { checkFailureDestination, triggerFailureKeys } from './failure-keys.ts';
import { checkRecordFilter, findRecordFilterWarnings, recordFilterKeys } from './filter-keys.ts';
import type { SettingsOf, TriggerClaim, TriggerRules } from './trigger-rules.ts';

/** The keys of the stream that the function reads. */
const streamSection = section({
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
export type StreamSettings = Values<typeof streamSection.entries>;

/** The keys of a stream. */
export const streamKeys = {
  stream: streamSection,
  ...recordFilterKeys,
  ...enabledKeys,
  ...triggerFailureKeys,
} as const;

/** Records of a Kinesis stream. */
export const kinesis: TriggerRules<'kinesis'> = {
  profile: 'kinesis',
  errors: checkStream,
  warnings: ({ type, filter }) => findRecordFilterWarnings(type, filter),
  claims: ({ stream }) => claimsOfStream(stream),
};

/** Records of a DynamoDB stream. */
export const dynamodb: TriggerRules<'dynamodb'> = {
  profile: 'dynamodb',
  errors: checkStream,
  warnings: ({ type, filter }) => findRecordFilterWarnings(type, filter),
  claims: ({ stream }) => claimsOfStream(stream),
};

function* checkStream(
  trigger: SettingsOf<'kinesis'> | SettingsOf<'dynamodb'>,
  { aws }: Settings,
): Iterable<KeyProblem> {
  const { type, stream, retries, filter } = trigger;
  const { arn } = stream;
  yield* checkFailureDestination('trigger.on_failure', trigger.onFailure, true);
  if (retries !== undefined && stream.retries !== undefined) {
    yield {
      keys: ['trigger.retries', 'trigger.stream.retries'],
      message: 'there are both trigger.retries and trigger.stream.retries: remove one of them',
    };
  }
  if (!arn.includes(`:${type}:`)) {
    yield {
      keys: ['trigger.stream.arn', 'trigger.type'],
      message: `trigger.stream.arn is "${arn}": with trigger.type ${type}, it must be the ARN of a ${type} stream`,
    };
  }
  yield* checkArn('trigger.stream.arn', arn, aws);
  yield* checkRecordFilter(type, filter);
}

/** Several functions can read a stream, each once. */
function claimsOfStream({ arn }: StreamSettings): TriggerClaim[] {
  return [{ what: 'stream', name: arn, key: 'trigger.stream.arn', isShared: true, advice: 'remove one of them' }];
}
