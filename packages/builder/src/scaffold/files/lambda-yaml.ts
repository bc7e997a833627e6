import { parse } from 'yaml';
import { SCHEMA_COMMENT } from '../../config/generate-yaml.ts';
import type { KeyPath } from '../../config/keys/keys.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { type ProjectSettings, resourceName } from '../settings/settings.ts';

const CHANGE = '# change this';

/** The name of a stream or table, until the user replaces it. */
export const STREAM = 'NAME';

/** The key whose scaffolded value is only a placeholder that the user has to replace; undefined if there is none. */
export function placeholderKey(trigger: TriggerType): KeyPath | undefined {
  switch (trigger) {
    case 's3-sqs':
    case 's3-direct':
      return 'trigger.bucket';
    case 'alb':
      return 'trigger.listener_arn';
    case 'kinesis':
    case 'dynamodb':
      return 'trigger.stream.arn';
    default:
      return undefined;
  }
}

/** The stage in the name of a resource. */
const STAGE = '${STAGE}';

/**
 * The text of the project's lambda.yaml. It names every resource, because projects would share the default names, and
 * puts the stage in each name, because stages would share the names too.
 */
export function lambdaYaml({ name, trigger, handler }: ProjectSettings): string {
  return `#${SCHEMA_COMMENT}
project: ${yaml(name)}
image:
  repo: ${yaml(resourceName(name))}
  handler: ${yaml(handler)}
lambda:
  name: ${withStage(name)}
  timeout: 30 # seconds
  memory: 512 # MB
  # architecture: arm64
  # environment:
  #   LOG_LEVEL: debug
role:
  name: ${withStage(name, '-role')}
trigger:
  type: ${trigger}
${triggerLines(trigger, name)
  .map((line) => `  ${line}\n`)
  .join('')}`;
}

/** The lines of a trigger below its type. */
export function triggerLines(trigger: TriggerType, name: string): string[] {
  const queue = ['queue:', `  name: ${withStage(name)}`, '  batch_size: 10', '  partial_batch_response: true'];
  switch (trigger) {
    case 's3-sqs':
      return [...bucketLines(name), ...queue];
    case 's3-direct':
      return bucketLines(name);
    case 'eventbridge':
      return ['schedule: rate(1 day)', `rule_name: ${withStage(name)}`];
    case 'scheduler':
      return ['schedule: cron(0 8 * * ? *)', 'timezone: Europe/Berlin', `schedule_name: ${withStage(name)}`];
    case 'sns':
      return [`topic_name: ${withStage(name)}`];
    case 'sns-sqs':
      return [`topic_name: ${withStage(name)}`, ...queue];
    case 'sqs':
      return queue;
    case 'alb':
      return [
        `listener_arn: arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/NAME/0123456789abcdef/0123456789abcdef ${CHANGE}`,
        `path: /${STAGE}/*`,
        'priority: 10 # another one for each stage',
      ];
    case 'url':
      return ['auth_type: AWS_IAM # NONE makes it public', 'invoke_mode: RESPONSE_STREAM'];
    case 'http-api':
      return ['routes:', '  - $default # all requests; or for example GET /orders/{id}'];
    case 'kinesis':
      return [
        'stream:',
        `  arn: arn:aws:kinesis:eu-central-1:123456789012:stream/${STREAM} ${CHANGE}`,
        '  bisect: true',
        '  partial_batch_response: true',
      ];
    case 'dynamodb':
      return [
        'stream:',
        `  arn: arn:aws:dynamodb:eu-central-1:123456789012:table/${STREAM}/stream/2026-01-01T00:00:00.000 ${CHANGE}`,
        '  bisect: true',
        '  partial_batch_response: true',
      ];
    case 'none':
      return [];
  }
}

function bucketLines(name: string): string[] {
  return [
    `bucket: ${resourceName(name).slice(0, 56)}-bucket ${CHANGE}`,
    `prefix: ${STAGE}/ # so that all stages can use one bucket`,
  ];
}

/** The name of a resource of one stage. AWS limits most names to 64 characters, and the stage needs some of them. */
function withStage(name: string, suffix = ''): string {
  const text = `${name.slice(0, 48)}-${STAGE}${suffix}`;
  return /^[A-Za-z]/.test(name) ? text : JSON.stringify(text);
}

/** A string in YAML, quoted if it could be read as a number, a null or a list. */
function yaml(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && parse(text) === text;
  return isPlain ? text : JSON.stringify(text);
}
