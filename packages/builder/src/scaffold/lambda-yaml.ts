import { parse } from 'yaml';
import { SCHEMA_COMMENT } from '../config/generate-yaml.ts';
import type { KeyPath } from '../config/keys/keys.ts';
import type { TriggerType } from '../config/keys/trigger-keys.ts';
import { type ProjectSettings, resourceName } from './settings.ts';

const CHANGE = '# change this';

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

/** The text of the project's lambda.yaml. It names every resource, because projects would share the default names. */
export function lambdaYaml({ name, trigger, handler }: ProjectSettings): string {
  return `#${SCHEMA_COMMENT}
image:
  repo: ${yaml(resourceName(name))}
  handler: ${yaml(handler)}
lambda:
  name: ${yaml(name)}
  timeout: 30 # seconds
  memory: 512 # MB
  # architecture: arm64
  # environment:
  #   LOG_LEVEL: debug
role:
  name: ${name.slice(0, 59)}-role
trigger:
  type: ${trigger}
${triggerLines(trigger, name)
  .map((line) => `  ${line}\n`)
  .join('')}`;
}

function triggerLines(trigger: TriggerType, name: string): string[] {
  const queue = ['queue:', `  name: ${yaml(name)}`, '  batch_size: 10', '  partial_batch_response: true'];
  switch (trigger) {
    case 's3-sqs':
      return [`bucket: ${resourceName(name).slice(0, 56)}-bucket ${CHANGE}`, ...queue];
    case 's3-direct':
      return [`bucket: ${resourceName(name).slice(0, 56)}-bucket ${CHANGE}`];
    case 'eventbridge':
      return ['schedule: rate(1 day)', `rule_name: ${yaml(name)}`];
    case 'sns':
      return [`topic_name: ${yaml(name)}`];
    case 'sns-sqs':
      return [`topic_name: ${yaml(name)}`, ...queue];
    case 'sqs':
      return queue;
    case 'alb':
      return [
        `listener_arn: arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/NAME/0123456789abcdef/0123456789abcdef ${CHANGE}`,
        'path: /*',
        'priority: 10',
      ];
    case 'url':
      return ['auth_type: AWS_IAM # NONE makes it public', 'invoke_mode: RESPONSE_STREAM'];
    case 'kinesis':
      return [
        'stream:',
        `  arn: arn:aws:kinesis:eu-central-1:123456789012:stream/NAME ${CHANGE}`,
        '  bisect: true',
        '  partial_batch_response: true',
      ];
    case 'dynamodb':
      return [
        'stream:',
        `  arn: arn:aws:dynamodb:eu-central-1:123456789012:table/NAME/stream/2026-01-01T00:00:00.000 ${CHANGE}`,
        '  bisect: true',
        '  partial_batch_response: true',
      ];
    case 'none':
      return [];
  }
}

/** A string in YAML, quoted if it could be read as a number, a null or a list. */
function yaml(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && parse(text) === text;
  return isPlain ? text : JSON.stringify(text);
}
