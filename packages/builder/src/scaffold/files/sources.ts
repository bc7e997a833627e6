import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { extensionOf, type ProjectSettings } from '../settings/settings.ts';

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
}

const s3 = { template: 's3', events: 'an event of the bucket', logged: 'ObjectCreated:Put' };
const sns = { template: 'sns', events: 'a notification', logged: 'notification' };

/** In a queue, events of S3 or SNS reach the class of their own source if there is no class for the queue. */
const sources: Readonly<Record<TriggerType, Source>> = {
  none: { template: 'none', event: 'hello', events: '', logged: '' },
  url: { template: 'url', event: 'url', events: '', logged: '' },
  alb: { template: 'alb', event: 'alb', events: '', logged: '' },
  'http-api': { template: 'url', event: 'http-api', events: '', logged: '' },
  sqs: { template: 'sqs', event: 'sqs', events: 'a message', logged: 'message' },
  's3-sqs': { ...s3, event: 's3-in-sqs' },
  's3-direct': { ...s3, event: 's3' },
  eventbridge: { template: 'eventbridge', event: 'schedule', events: 'an event', logged: 'Scheduled Event' },
  scheduler: { template: 'eventbridge', event: 'scheduler', events: 'an event', logged: 'Scheduled Event' },
  sns: { ...sns, event: 'sns' },
  'sns-sqs': { ...sns, event: 'sns-in-sqs' },
  kinesis: { template: 'kinesis', event: 'kinesis', events: 'a record', logged: 'record' },
  dynamodb: { template: 'dynamodb', event: 'dynamodb', events: 'a change', logged: 'change' },
};

export function sourceOf({ trigger, allSources }: ProjectSettings): Source {
  return allSources ? sources.none : sources[trigger];
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

/** Which `{{#NAME}}` blocks of a template to keep. */
export function blocksOf(settings: ProjectSettings): Readonly<Record<string, boolean>> {
  const { template } = sourceOf(settings);
  const isRequest = template === 'url' || template === 'alb';
  return {
    queue: queueSample(settings) === 'sqs',
    direct: template === 'none',
    request: isRequest,
    records: template !== 'none' && !isRequest,
  };
}

/** Keeps or removes the `{{#NAME}}` blocks of a template. */
export function resolveBlocks(text: string, isWanted: Readonly<Record<string, boolean>>): string {
  return text.replace(/^ *\/\/ \{\{#(\w+)\}\}\n([\s\S]*?)^ *\/\/ \{\{\/\1\}\}\n/gm, (_, name, block) =>
    isWanted[name] ? block : '',
  );
}

/** The sample event that the function's queue delivers. */
function queueSample({ trigger }: ProjectSettings): string {
  return trigger === 's3-sqs' || trigger === 'sns-sqs' ? sources[trigger].event : 'sqs';
}
