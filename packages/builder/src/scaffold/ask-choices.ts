import { cancel, intro, isCancel, select, text } from '@clack/prompts';
import { type TriggerType, triggerTypes } from '../config/keys/trigger-keys.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type Choices, checkName, languages, packageManagers } from './choices.ts';

/** The user has left the questions unanswered. */
export class CancelledError extends ExpectedError {
  override get name(): string {
    return 'CancelledError';
  }
}

const triggerHints: Record<TriggerType, string> = {
  none: 'invoked directly',
  url: 'a function URL',
  sqs: 'a queue',
  's3-sqs': "a bucket's events, through a queue",
  's3-direct': "a bucket's events",
  eventbridge: 'a schedule',
  sns: 'a topic',
  'sns-sqs': 'a topic, through a queue',
  alb: 'a load balancer',
  kinesis: 'a Kinesis stream',
  dynamodb: "a DynamoDB table's stream",
};

/**
 * Asks on the terminal for what isn't said yet.
 *
 * @throws CancelledError
 */
export async function askChoices(known: Partial<Choices>, fallback: Choices): Promise<Choices> {
  intro('A function in a container image');
  const name =
    known.name ?? (await answer(text({ message: 'Its name', initialValue: fallback.name, validate: checkName })));
  const trigger =
    known.trigger ??
    (await answer(
      select({
        message: 'What invokes it?',
        initialValue: fallback.trigger,
        options: (['none', ...triggerTypes.filter((type) => type !== 'none')] as TriggerType[]).map((value) => ({
          value,
          label: value,
          hint: triggerHints[value],
        })),
      }),
    ));
  const language =
    known.language ??
    (await answer(
      select({ message: 'Language', initialValue: fallback.language, options: languages.map((value) => ({ value })) }),
    ));
  const packageManager =
    known.packageManager ??
    (await answer(
      select({
        message: 'Package manager',
        initialValue: fallback.packageManager,
        options: packageManagers.map((value) => ({ value })),
      }),
    ));
  return { ...fallback, ...known, name, trigger, language, packageManager };
}

async function answer<Value>(question: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await question;
  // the only symbol is that of a cancelled prompt
  if (!isCancel(value)) return value as Exclude<Value, symbol>;
  cancel('Nothing was written.');
  throw new CancelledError('cancelled');
}
