import type { Readable, Writable } from 'node:stream';
import { confirm, intro, isCancel, type Option, select, text } from '@clack/prompts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import type { PackageManager } from '../../package-manager/package-managers.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { type ProjectSettings, validateName } from './settings.ts';

/** The user cancelled a prompt. */
export class CancelledError extends ExpectedError {
  override get name(): string {
    return 'CancelledError';
  }
}

const triggerTexts: Readonly<Record<TriggerType, string>> = {
  none: 'direct invocations, with any JSON',
  url: 'HTTP requests to a URL of the function',
  'http-api': 'HTTP requests to routes of an API Gateway HTTP API',
  sqs: 'messages of a queue, in batches',
  's3-sqs': 'objects of a bucket, through a queue that keeps failed events',
  's3-direct': 'objects of a bucket, without a queue',
  eventbridge: 'a schedule, or events of AWS services',
  scheduler: 'a schedule in any time zone, or a single time',
  sns: 'notifications of a topic',
  'sns-sqs': 'notifications, through a queue that keeps failed ones',
  alb: 'HTTP requests from an Application Load Balancer that exists',
  kinesis: 'records of a Kinesis stream that exists',
  dynamodb: 'changes to the items of a DynamoDB table that exists',
};
const languageTexts: Readonly<Record<ProjectSettings['language'], string>> = {
  typescript: 'runs without a build step, and is type-checked by npm run typecheck',
  javascript: 'ES modules, without a type check',
};
const packageManagerTexts: Readonly<Record<PackageManager, string>> = {
  npm: 'is part of Node',
  pnpm: 'keeps each version of a package on the disk once',
  yarn: 'is used with a node_modules folder',
  bun: 'installs the packages; the function runs on Node',
};

/** The terminal that the prompts use, if it is not the one of the process. */
export interface PromptStreams {
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * Prompts on the terminal for the settings that are not known yet.
 *
 * @throws {CancelledError} the user cancelled a prompt
 */
export async function promptForSettings(
  known: Partial<ProjectSettings>,
  defaults: ProjectSettings,
  streams: PromptStreams = {},
): Promise<ProjectSettings> {
  intro('Create a Lambda function in a container image', streams);
  const name =
    known.name ??
    (await unlessCancelled(
      text({
        message: 'Function name',
        placeholder: defaults.name,
        defaultValue: defaults.name,
        validate: (input) => (input ? validateName(input) : undefined),
        ...streams,
      }),
    ));
  const choose = <Value extends string>(message: string, texts: Readonly<Record<Value, string>>, initial: Value) =>
    unlessCancelled(select({ message, initialValue: initial, options: explained(texts), ...streams }));
  const trigger = known.trigger ?? (await choose('What invokes the function?', triggerTexts, defaults.trigger));
  const language = known.language ?? (await choose('Language', languageTexts, defaults.language));
  const packageManager =
    known.packageManager ?? (await choose('Package manager', packageManagerTexts, defaults.packageManager));
  return { ...defaults, ...known, name, trigger, language, packageManager };
}

/**
 * Asks whether to initialize a Git repository.
 *
 * @throws {CancelledError} the user cancelled the prompt
 */
export async function promptForGit(streams: PromptStreams = {}): Promise<boolean> {
  return unlessCancelled(confirm({ message: 'Initialize a Git repository?', ...streams }));
}

/** The options of a prompt, each with its explanation, in columns. */
function explained<Value extends string>(texts: Readonly<Record<Value, string>>): Option<Value>[] {
  const entries = Object.entries(texts) as [Value, string][];
  const width = Math.max(...entries.map(([value]) => value.length));
  return entries.map(([value, text]) => ({ value, label: `${value.padEnd(width)}  ${text}` }) as Option<Value>);
}

/** @throws {CancelledError} the user cancelled the prompt */
async function unlessCancelled<Value>(prompt: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await prompt;
  // The only symbol that a prompt resolves to is that of its cancellation.
  if (!isCancel(value)) return value as Exclude<Value, symbol>;
  throw new CancelledError('cancelled: no files were written');
}
