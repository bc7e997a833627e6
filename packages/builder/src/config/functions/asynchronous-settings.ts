import { isDeepStrictEqual } from 'node:util';
import { type ArnScope, arnOf } from '../../aws/arn.ts';
import type { Configuration, Trigger } from '../configuration.ts';
import type { FailureSettings } from '../triggers/failure-keys.ts';

/** What Lambda does with asynchronous invocations. It has one configuration for all of a function, or of its alias. */
export interface AsynchronousSettings {
  /** What gets a record of each one that failed for good. */
  readonly onFailure: FailureSettings | undefined;
  readonly retries: number | undefined;
  /** Seconds. */
  readonly maxAge: number | undefined;
}

/** The names of the settings. */
export const asynchronousKeys = ['onFailure', 'retries', 'maxAge'] as const satisfies (keyof AsynchronousSettings)[];

/** What a trigger sets of it; undefined if its service does not invoke the function asynchronously. */
export function asynchronousPart(trigger: Trigger): AsynchronousSettings | undefined {
  switch (trigger.type) {
    case 's3-direct':
    case 'sns':
      return trigger;
    case 'eventbridge':
    case 'scheduler':
      // Its other settings are for the delivery to Lambda.
      return { onFailure: trigger.onFailure, retries: undefined, maxAge: undefined };
    default:
      return undefined;
  }
}

/** Whether two values of one of the settings contradict each other. */
export function contradict(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && !isDeepStrictEqual(a, b);
}

/** The settings of a function and its triggers together. In a valid configuration, they do not contradict each other. */
export function asynchronousSettings({
  lambda,
  triggers,
}: Pick<Configuration, 'lambda' | 'triggers'>): AsynchronousSettings {
  const { onFailure, retries, maxAge } = lambda;
  const parts = triggers.map(asynchronousPart).filter((part) => part !== undefined);
  return parts.reduce<AsynchronousSettings>(
    (all, part) => ({
      onFailure: all.onFailure ?? part.onFailure,
      retries: all.retries ?? part.retries,
      maxAge: all.maxAge ?? part.maxAge,
    }),
    { onFailure, retries, maxAge },
  );
}

/** The ARN of what gets the events that failed for good; null: nothing. */
export function destinationArn(settings: FailureSettings | undefined, scope: ArnScope): string | null {
  if (settings?.queue !== undefined) return arnOf(scope, 'sqs', settings.queue);
  return settings?.arn ?? null;
}

/** The ARNs of everything that gets events of the function, or of its triggers, that failed for good. */
export function destinationArns({ lambda, triggers }: Pick<Configuration, 'lambda' | 'triggers'>, scope: ArnScope) {
  const settings = [lambda.onFailure, ...triggers.map(onFailureOf)];
  const arns = settings.map((each) => destinationArn(each, scope)).filter((arn) => arn !== null);
  return [...new Set(arns)];
}

function onFailureOf(trigger: Trigger): FailureSettings | undefined {
  return 'onFailure' in trigger ? trigger.onFailure : undefined;
}
