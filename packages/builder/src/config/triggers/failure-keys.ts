import { integer, text } from '../keys/key.ts';
import type { KeyPath } from '../keys/keys.ts';
import { sectionOrText, type Values } from '../keys/section.ts';
import type { KeyProblem } from '../read/problem.ts';

/**
 * The keys of what gets the events that failed for good: an ARN, or the name of a queue of the stage.
 *
 * @param env the variable of the ARN; that of the queue ends in `_QUEUE`
 * @param what what failed for good
 */
export function failureKeys(env: string, what: string) {
  return sectionOrText('arn', {
    arn: text({
      format: 'destination arn',
      env,
      description: `The ARN of what gets a record of ${what}.`,
    }),
    queue: text({
      format: 'queue name',
      env: `${env}_QUEUE`,
      description: `The name of a queue, which all functions of the stage can share, that gets a record of ${what}.`,
    }),
  });
}

/** What gets the events that failed for good. */
export type FailureSettings = Values<ReturnType<typeof failureKeys>['entries']>;

/** How often and how long a trigger retries. The limits depend on its type. */
const retryKeys = {
  retries: integer({
    min: 0,
    max: 10_000,
    env: 'EVENT_RETRIES',
    derived: 'what AWS does: 2 for a function, 185 for EventBridge, until they expire for records',
    description:
      'How many times an event that failed is retried: by Lambda (s3-direct, sns: at most 2; kinesis, dynamodb), or, until Lambda has it, by EventBridge (at most 185).',
  }),
  maxAge: integer({
    min: 60,
    max: 604_800,
    unit: 'seconds',
    env: 'EVENT_MAX_AGE',
    derived: 'what AWS does: 21600 for a function, 86400 for EventBridge, until they expire for records',
    description:
      'How old an event that failed may become before it is no longer retried: at most 21600 for s3-direct and sns, and 86400 for EventBridge.',
  }),
} as const;

/** The keys of a trigger for what happens to an event that fails. */
export const triggerFailureKeys = {
  ...retryKeys,
  onFailure: failureKeys('TRIGGER_ON_FAILURE', 'each event that failed for good'),
} as const;

/** What happens to an event that fails. */
type FailureOptions = Values<typeof triggerFailureKeys>;

/** Checks the limits of a service. */
export function* checkRetries(
  { retries, maxAge }: Pick<FailureOptions, 'retries' | 'maxAge'>,
  service: string,
  limits: { readonly retries: number; readonly maxAge: number },
): Iterable<KeyProblem> {
  if (retries !== undefined && retries > limits.retries) {
    const message = `trigger.retries is ${retries}: ${service} allows at most ${limits.retries}`;
    yield { keys: ['trigger.retries'], message };
  }
  if (maxAge !== undefined && maxAge > limits.maxAge) {
    const message = `trigger.max_age is ${maxAge} seconds: ${service} allows at most ${limits.maxAge}`;
    yield { keys: ['trigger.max_age'], message };
  }
}

/** Checks what happens to an event that fails, for a trigger whose service invokes the function asynchronously. */
export function* checkAsynchronous(trigger: FailureOptions): Iterable<KeyProblem> {
  yield* checkRetries(trigger, 'Lambda', { retries: 2, maxAge: 21_600 });
  yield* checkFailureDestination('trigger.on_failure', trigger.onFailure);
}

const services: Readonly<Record<string, string>> = {
  sqs: 'a queue',
  sns: 'a topic',
  lambda: 'a function',
  events: 'an event bus',
  s3: 'a bucket',
};

/**
 * Checks what gets the events that failed for good.
 *
 * @param path the path of the section
 * @param isOfStream whether the events are batches of records, of which Lambda sends records to fewer services
 */
export function* checkFailureDestination(
  path: 'lambda.on_failure' | 'trigger.on_failure',
  settings: FailureSettings | undefined,
  isOfStream = false,
): Iterable<KeyProblem> {
  const { arn, queue } = settings ?? {};
  const keys: KeyPath[] = [`${path}.arn`, `${path}.queue`];
  if (arn !== undefined && queue !== undefined) {
    yield { keys, message: `there are both ${path}.arn and ${path}.queue: remove one of them` };
  }
  const service = arn?.split(':')[2] ?? '';
  if (isOfStream && (service === 'lambda' || service === 'events')) {
    yield {
      keys,
      message: `${path}.arn is that of ${services[service]}: for records of a stream, it must be that of a queue, a topic or a bucket`,
    };
  }
}
