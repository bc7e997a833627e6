import { describe, expect, it } from 'vitest';
import { isKeyPath, keyAt, keyPaths } from './keys.ts';

describe('the configuration keys', () => {
  it('have distinct variables in lambda.env', () => {
    const variables = keyPaths.map((path) => keyAt(path).env);
    expect(new Set(variables).size).toBe(keyPaths.length);
    expect(variables.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
  });

  it.each(['toString', 'constructor', '__proto__'])('do not include %s', (name) => {
    expect(isKeyPath(name)).toBe(false);
  });

  it('derive defaults only from other text keys', () => {
    const sources = keyPaths
      .map((path) => keyAt(path))
      .flatMap((key) => ('defaultFrom' in key ? [key.defaultFrom] : []));
    const paths = sources.map((source) => source?.path ?? '');
    expect(paths.map((path) => isKeyPath(path) && keyAt(path).type)).toEqual(['text', 'text']);
  });

  // Existing lambda.env and lambda.yaml files of the original tool rely on these.
  it.each([
    ['image.repo', 'REPO_NAME', 'alr-lambda'],
    ['image.handler', 'HANDLER_CLASS', undefined],
    ['lambda.name', 'FUNCTION_NAME', 'lambda-handler'],
    ['lambda.timeout', 'TIMEOUT', 30],
    ['lambda.memory', 'MEMORY', 128],
    ['lambda.concurrency', 'CONCURRENCY', undefined],
    ['role.name', 'ROLE_NAME', 'lambda-role'],
    ['role.profile', 'ROLE_PROFILE', undefined],
    ['trigger.type', 'TRIGGER_TYPE', undefined],
    ['overlay', 'OVERLAY', undefined],
    ['platform_image', 'PLATFORM_IMAGE', undefined],
    ['log_retention', 'LOG_RETENTION', 14],
    ['trigger.bucket', 'BUCKET_NAME', undefined],
    ['trigger.prefix', 'KEY_PREFIX', undefined],
    ['trigger.event', 'S3_EVENT', ['s3:ObjectCreated:*']],
    ['trigger.queue.name', 'QUEUE_NAME', 'lambda-runtime'],
    ['trigger.queue.batch_size', 'BATCH_SIZE', 1],
    ['trigger.queue.visibility_timeout', 'VISIBILITY_TIMEOUT', 360],
    ['trigger.queue.retention', 'RETENTION', 86_400],
    ['trigger.queue.receive_count', 'RECEIVE_COUNT', 3],
    ['trigger.queue.dlq.name', 'DLQ_NAME', undefined],
    ['trigger.queue.dlq.retention', 'DLQ_RETENTION', 1_209_600],
    ['trigger.queue.partial_batch_response', 'PARTIAL_BATCH_RESPONSE', false],
    ['trigger.schedule', 'SCHEDULE_EXPRESSION', undefined],
    ['trigger.rule_name', 'RULE_NAME', 'lambda-handler-rule'],
    ['trigger.topic_name', 'TOPIC_NAME', undefined],
    ['trigger.listener_arn', 'LISTENER_ARN', undefined],
    ['trigger.path', 'ALB_PATH', []],
    ['trigger.priority', 'RULE_PRIORITY', 10],
  ] as const)('include %s, which is %s in lambda.env and %j by default', (path, env, value) => {
    const key = keyAt(path);
    expect(key.env).toBe(env);
    expect('default' in key ? key.default : undefined).toEqual(value);
  });
});
