import { cancel, intro, isCancel, select, text } from '@clack/prompts';
import { type TriggerType, triggerTypes } from '../config/keys/trigger-keys.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { languages, type ProjectSettings, packageManagers, validateName } from './settings.ts';

/** The user cancelled a prompt. */
export class CancelledError extends ExpectedError {
  override get name(): string {
    return 'CancelledError';
  }
}

const triggerHints: Record<TriggerType, string> = {
  none: 'direct invocations',
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
 * Prompts on the terminal for the settings that are not known yet.
 *
 * @throws {CancelledError} the user cancelled a prompt
 */
export async function promptForSettings(
  known: Partial<ProjectSettings>,
  defaults: ProjectSettings,
): Promise<ProjectSettings> {
  intro('Create a Lambda function in a container image');
  const name =
    known.name ??
    (await unlessCancelled(text({ message: 'Function name', initialValue: defaults.name, validate: validateName })));
  const trigger =
    known.trigger ??
    (await unlessCancelled(
      select({
        message: 'What invokes the function?',
        initialValue: defaults.trigger,
        options: (['none', ...triggerTypes.filter((type) => type !== 'none')] as TriggerType[]).map((value) => ({
          value,
          label: value,
          hint: triggerHints[value],
        })),
      }),
    ));
  const language =
    known.language ??
    (await unlessCancelled(
      select({ message: 'Language', initialValue: defaults.language, options: languages.map((value) => ({ value })) }),
    ));
  const packageManager =
    known.packageManager ??
    (await unlessCancelled(
      select({
        message: 'Package manager',
        initialValue: defaults.packageManager,
        options: packageManagers.map((value) => ({ value })),
      }),
    ));
  return { ...defaults, ...known, name, trigger, language, packageManager };
}

async function unlessCancelled<Value>(prompt: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await prompt;
  // The only symbol that a prompt resolves to is that of its cancellation.
  if (!isCancel(value)) return value as Exclude<Value, symbol>;
  cancel('Cancelled: no files were written');
  throw new CancelledError('cancelled');
}
