import { nameOf, parseArn } from '../../../aws/arn.ts';
import { LONGEST_RETENTION } from '../../../config/triggers/queue-keys.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import type { Attachment } from './attachment.ts';
import { queueArn } from './queue.ts';

/** How EventBridge delivers events, as the configuration says it. */
interface Delivery {
  readonly retries: number | undefined;
  readonly maxAge: number | undefined;
  readonly dlq: string | undefined;
}

/** The schedule of a trigger with neither a schedule, nor a pattern, nor a time. */
export const DEFAULT_SCHEDULE = 'rate(1 day)';

/** How often, and for how long, EventBridge retries by default. */
const defaultRetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };

/** The limits of the retries; the defaults if the configuration sets none. */
export function retryPolicy({ retries, maxAge }: Delivery): typeof defaultRetryPolicy {
  return {
    MaximumRetryAttempts: retries ?? defaultRetryPolicy.MaximumRetryAttempts,
    MaximumEventAgeInSeconds: maxAge ?? defaultRetryPolicy.MaximumEventAgeInSeconds,
  };
}

/** The queue for events that could not be delivered. */
interface DeadLetters {
  readonly name: string;
  readonly arn: string;
  /** One that is given by its ARN. A queue that is given by its name belongs to the stage, so the function has none. */
  readonly existing: readonly DesiredResource[];
}

/** The queue for events that could not be delivered; undefined if there is none. */
export function deadLetters({ dlq }: Delivery, attachment: Attachment): DeadLetters | undefined {
  if (dlq === undefined) return undefined;
  const name = nameOf(dlq);
  const settings = { retention: LONGEST_RETENTION, visibilityTimeout: undefined, redrive: null, tags: attachment.tags };
  const isExisting = parseArn(dlq) !== undefined;
  const existing = isExisting ? [desiredResource('queue', name, settings, { isExisting })] : [];
  return { name, arn: queueArn(name, attachment), existing };
}
