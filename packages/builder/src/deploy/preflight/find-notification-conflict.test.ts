import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, type QueueConfiguration, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTarget } from '../../../test/deployment-target.ts';
import { overlap } from '../../config/triggers/bucket-events.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { entryId } from '../resource/ids.ts';
import type { NotificationSettings } from '../resource/notifications.ts';
import { findNotificationConflict } from './find-notification-conflict.ts';

const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const sns = mockClient(SNSClient);
const lambda = mockClient(LambdaClient);
const THEIR_QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:theirs';
const ours: NotificationSettings = { destination: 'x', events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: null };

beforeEach(() => {
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'url' });
});
afterEach(() => {
  for (const client of [s3, sqs, sns, lambda]) client.reset();
});

function find(...QueueConfigurations: QueueConfiguration[]) {
  s3.on(GetBucketNotificationConfigurationCommand).resolves({ QueueConfigurations });
  const desired = desiredResource('notification', 'photos', ours);
  const step = { action: 'create' as const, kind: 'notification' as const, name: 'photos', desired };
  return findNotificationConflict({ steps: [step], known: new Map() }, testTarget());
}

function theirs(Events: string[], prefix?: string, suffix?: string): QueueConfiguration {
  const FilterRules = [
    ...(prefix === undefined ? [] : [{ Name: 'Prefix' as 'prefix', Value: prefix }]),
    ...(suffix === undefined ? [] : [{ Name: 'Suffix' as 'suffix', Value: suffix }]),
  ];
  return {
    Id: 'theirs',
    QueueArn: THEIR_QUEUE,
    Events: Events as QueueConfiguration['Events'],
    Filter: { Key: { FilterRules } },
  };
}

describe('a notification of others', () => {
  it.each([
    [['s3:ObjectCreated:*'], undefined, undefined],
    [['s3:ObjectCreated:Put'], 'in/2026/', undefined],
    [['s3:ObjectRemoved:*', 's3:ObjectCreated:Copy'], 'i', '.jpg'],
  ])('is a conflict if it is for the same objects: %j, prefix %s, suffix %s', async (events, prefix, suffix) => {
    expect(await find(theirs(events, prefix, suffix))).toContain(
      'the bucket photos has the notification theirs for s3:Object',
    );
  });

  it.each([
    [['s3:ObjectRemoved:*'], undefined],
    [['s3:ObjectCreated:*'], 'out/'],
    [['s3:ObjectTagging:Put'], 'in/'],
  ])('does not conflict if it is for others: %j, prefix %s', async (events, prefix) => {
    expect(await find(theirs(events, prefix))).toBeUndefined();
  });

  it('does not conflict if it is ours', async () => {
    expect(await find({ ...theirs(['s3:ObjectCreated:*']), Id: entryId(testIdentity) })).toBeUndefined();
  });

  it('overlaps exactly if some key and event belong to both', () => {
    const texts = fc.stringMatching(/^[ab]{0,2}$/);
    const filters = fc.record({
      events: fc.subarray(['s3:ObjectCreated:*', 's3:ObjectCreated:Put', 's3:ObjectRemoved:*'], { minLength: 1 }),
      prefix: fc.option(texts),
      suffix: fc.option(texts),
    });
    const matches = (
      event: string,
      key: string,
      { events, prefix, suffix }: typeof filters extends fc.Arbitrary<infer F> ? F : never,
    ) =>
      events.some((each) => each === event || (each.endsWith('*') && event.startsWith(each.slice(0, -1)))) &&
      key.startsWith(prefix ?? '') &&
      key.endsWith(suffix ?? '');
    const keys = ['', ...['a', 'b'].flatMap((one) => ['a', 'b'].map((two) => one + two))];
    const allKeys = keys.flatMap((start) => keys.flatMap((middle) => keys.map((end) => start + middle + end)));
    fc.assert(
      fc.property(filters, filters, (one, other) => {
        const isShared = ['s3:ObjectCreated:Put', 's3:ObjectRemoved:Delete'].some((event) =>
          allKeys.some((key) => matches(event, key, one) && matches(event, key, other)),
        );
        expect(overlap(one, other)).toBe(isShared);
      }),
    );
  });

  it('is a problem if its destination is gone, because S3 then rejects ours too', async () => {
    sqs.on(GetQueueUrlCommand).rejects(serviceError('QueueDoesNotExist'));
    expect(await find(theirs(['s3:ObjectRemoved:*']))).toContain(`goes to ${THEIR_QUEUE}, which does not exist`);
  });

  it.each(['TopicConfigurations', 'LambdaFunctionConfigurations'] as const)(
    'is a problem if its destination in %s is gone',
    async (list) => {
      sns.on(GetTopicAttributesCommand).rejects(serviceError('NotFoundException'));
      lambda.on(GetFunctionConfigurationCommand).rejects(serviceError('ResourceNotFoundException'));
      const arns = {
        TopicArn: 'arn:aws:sns:eu-central-1:123456789012:gone',
        LambdaFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:gone',
      };
      const response = { [list]: [{ Id: 'dead', Events: ['s3:ObjectRemoved:*'], ...arns }] };
      s3.on(GetBucketNotificationConfigurationCommand).resolves(response);
      const desired = desiredResource('notification', 'photos', ours);
      const step = { action: 'create' as const, kind: 'notification' as const, name: 'photos', desired };
      expect(await findNotificationConflict({ steps: [step], known: new Map() }, testTarget())).toContain(
        'the notification dead of the bucket photos goes to',
      );
    },
  );

  it('is taken to be alive if we may not read its destination, or if that is in another account', async () => {
    sqs.on(GetQueueUrlCommand).rejects(serviceError('AccessDeniedException'));
    expect(await find(theirs(['s3:ObjectRemoved:*']))).toBeUndefined();
    sqs.on(GetQueueUrlCommand).rejects(serviceError('QueueDoesNotExist'));
    const elsewhere = 'arn:aws:sqs:eu-central-1:210987654321:theirs';
    expect(await find({ ...theirs(['s3:ObjectRemoved:*']), QueueArn: elsewhere })).toBeUndefined();
  });
});
