import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { findNotification, removeNotification, upsertNotification } from './notifications.ts';

const settings = { destination: 'arn:function', events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: null };
const theirs = {
  EventBridgeConfiguration: {},
  TopicConfigurations: [{ Id: 'topic', TopicArn: 'arn:topic', Events: ['s3:ObjectRemoved:*'] }],
  QueueConfigurations: [{ Id: 'queue', QueueArn: 'arn:queue', Events: ['s3:ObjectTagging:*'] }],
} satisfies NotificationConfiguration;

describe("a bucket's notifications", () => {
  it('include ours next to those of others, for a function or a queue', () => {
    const direct = upsertNotification(theirs, 'ours', settings, 'lambda');
    expect(direct).toMatchObject({ ...theirs, LambdaFunctionConfigurations: [{ Id: 'ours' }] });
    expect(findNotification(direct, 'ours')).toEqual(settings);

    const queued = upsertNotification(theirs, 'ours', { ...settings, destination: 'arn:jobs' }, 'sqs');
    expect(queued.QueueConfigurations).toMatchObject([{ Id: 'queue' }, { Id: 'ours', QueueArn: 'arn:jobs' }]);
  });

  it('change the destination in one step, because S3 rejects two for the same events', () => {
    const direct = upsertNotification(theirs, 'ours', settings, 'lambda');
    const queued = upsertNotification(direct, 'ours', { ...settings, destination: 'arn:jobs' }, 'sqs');
    expect(queued.LambdaFunctionConfigurations).toEqual([]);
    expect(findNotification(queued, 'ours')).toMatchObject({ destination: 'arn:jobs' });
  });

  it('keep those of others when ours is removed', () => {
    const both = upsertNotification(theirs, 'ours', settings, 'sqs');
    expect(removeNotification(both, 'ours')).toEqual(theirs);
    expect(findNotification(theirs, 'ours')).toBeUndefined();
  });

  it('are understood in the spelling that S3 returns', () => {
    const [entry] = upsertNotification({}, 'ours', settings, 'lambda').LambdaFunctionConfigurations ?? [];
    const Filter = { Key: { FilterRules: [{ Name: 'Prefix' as 'prefix', Value: 'in/' }] } };
    const returned = {
      LambdaFunctionConfigurations: [{ ...entry, Events: entry?.Events, LambdaFunctionArn: 'a', Filter }],
    };
    expect(findNotification(returned, 'ours')).toMatchObject({ prefix: 'in/' });
  });
});
