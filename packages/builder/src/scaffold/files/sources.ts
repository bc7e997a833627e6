import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { commandsOf } from '../../package-manager/package-managers.ts';
import { sampleOfTrigger } from '../../trigger-events/sample-of-trigger.ts';
import { extensionOf, type ProjectSettings } from '../settings/settings.ts';
import { type FunctionOfProject, sourceTestOf } from './source-test.ts';

/** What the scaffold has for a trigger. */
export interface Source {
  /** The template of the function, below `src` of its language. */
  readonly template: string;
  /** The sample event that it receives. */
  readonly event: string;
  /** How the test calls what the function handles. */
  readonly events: string;
  /** What the function logs of the sample event, as a regular expression; empty if the test looks at the response. */
  readonly logged: string;
  /** What `alr-builder send` sends to the local queue, bucket, topic or stream of the trigger. Undefined if it has none. */
  readonly send?: string;
}

const s3 = {
  template: 's3',
  events: 'an event of the bucket',
  logged: 'ObjectCreated:Put',
  send: '@README.md --key docs/README.md',
};
const sns = { template: 'sns', events: 'a notification', logged: 'notification', send: 'hello' };

/** In a queue, events of S3 or SNS reach the class of their own source if there is no class for the queue. */
const sources: Readonly<Record<TriggerType, Omit<Source, 'event'>>> = {
  none: { template: 'none', events: '', logged: '' },
  url: { template: 'url', events: '', logged: '' },
  alb: { template: 'alb', events: '', logged: '' },
  'http-api': { template: 'url', events: '', logged: '' },
  sqs: { template: 'sqs', events: 'a message', logged: 'message', send: 'hello' },
  's3-sqs': s3,
  's3-direct': s3,
  eventbridge: { template: 'eventbridge', events: 'an event', logged: 'Scheduled Event' },
  scheduler: { template: 'eventbridge', events: 'an event', logged: 'Scheduled Event' },
  sns,
  'sns-sqs': sns,
  kinesis: { template: 'kinesis', events: 'a record', logged: 'record', send: 'hello' },
  dynamodb: { template: 'dynamodb', events: 'a change', logged: 'change' },
};

export function sourceOf({ trigger, allSources }: ProjectSettings): Source {
  const type = allSources ? 'none' : trigger;
  return { ...sources[type], event: type === 'none' ? 'hello' : sampleOfTrigger({ type }) };
}

/** The command that sends something to the trigger while the function runs on this machine. Undefined if there is none. */
export function sendCommand(settings: ProjectSettings): string | undefined {
  const { send } = sources[settings.trigger];
  return send === undefined ? undefined : `${commandsOf[settings.packageManager].run} alr-builder send ${send}`;
}

/** The function and what belongs to it, each with its template. */
export function sourceTemplates(settings: ProjectSettings): [path: string, template: string][] {
  if (settings.hasFunction) return [];
  const extension = extensionOf(settings);
  const ending = settings.language === 'typescript' ? 'ts' : 'js';
  const folder = settings.allSources ? 'all-sources' : 'src';
  const app = settings.allSources ? 'app' : sourceOf(settings).template;
  return [
    [`src/app.${extension}`, `${folder}/${app}.${ending}`],
    [`src/app.test.${extension}`, `${folder}/app.test.${ending}`],
    ...(ending === 'ts' ? [['tsconfig.json', 'tsconfig.json'] as [string, string]] : []),
  ];
}

/** The sample events: the name of each file, and that of the sample in it. */
export function eventNames(settings: ProjectSettings): { file: string; sample: string }[] {
  // It is not known which events the functions of an existing project handle.
  if (settings.handlers !== undefined) return [];
  if (!settings.allSources) return [{ file: sourceOf(settings).event, sample: sourceOf(settings).event }];
  const names = ['sns', 's3', 'eventbridge', 'kinesis', 'dynamodb', 'url', 'alb', 'hello', 'stream'];
  return [{ file: 'sqs', sample: queueSample(settings) }, ...names.map((name) => ({ file: name, sample: name }))];
}

/**
 * Fills a template with what belongs to the trigger: keeps or removes its `{{#NAME}}` blocks, and writes the test of the
 * trigger's source.
 *
 * @param added the function, if it is added to a project that can have others
 */
export function fillForTrigger(text: string, settings: ProjectSettings, added?: FunctionOfProject): string {
  const { template } = sourceOf(settings);
  const sourceTest = sourceTestOf(settings, sources[settings.trigger].logged, added);
  const isRequest = template === 'url' || template === 'alb';
  const isWanted: Readonly<Record<string, boolean>> = {
    queue: queueSample(settings) === 'sqs',
    direct: template === 'none',
    request: isRequest,
    records: template !== 'none' && !isRequest,
    source: sourceTest !== '',
  };
  return text
    .replace(/^ *\/\/ \{\{#(\w+)\}\}\n([\s\S]*?)^ *\/\/ \{\{\/\1\}\}\n/gm, (_, name, block) =>
      isWanted[name] ? block : '',
    )
    .replace(/^ *\/\/ \{\{sourceTest\}\}\n/m, () => sourceTest);
}

/** The sample event that the function's queue delivers. */
function queueSample({ trigger }: ProjectSettings): string {
  return trigger === 's3-sqs' || trigger === 'sns-sqs' ? sampleOfTrigger({ type: trigger }) : 'sqs';
}
