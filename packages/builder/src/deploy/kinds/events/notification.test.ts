import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { entryId } from '../../resource/ids.ts';
import { notification } from './notification.ts';

const s3 = mockClient(S3Client);
afterEach(() => s3.reset());

describe("a bucket's notification", () => {
  const settings = {
    destination: 'arn:aws:sqs:eu-central-1:123456789012:jobs',
    events: ['s3:ObjectCreated:*'],
    prefix: null,
    suffix: null,
  };

  it('waits until S3 may send to the destination', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({});
    const rejection = serviceError('InvalidArgument', 'Unable to validate the following destination configurations');
    s3.on(PutBucketNotificationConfigurationCommand).rejectsOnce(rejection).rejectsOnce(rejection).resolves({});
    await notification.create(testTarget(), 'files', settings);
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(3);
  });

  it('is removed even if the destination of another one is gone', async () => {
    const theirs = { Id: 'theirs', QueueArn: 'arn:aws:sqs:eu-central-1:123456789012:gone', Events: [] };
    const ours = { ...theirs, Id: 'ours' };
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ QueueConfigurations: [theirs, ours] });
    s3.on(PutBucketNotificationConfigurationCommand).resolves({});
    const actual = { owner: testIdentity, settings, attributes: { id: 'ours' } };
    await notification.remove(testTarget(), 'files', actual);
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)[0]?.args[0].input).toMatchObject({
      SkipDestinationValidation: true,
      NotificationConfiguration: { QueueConfigurations: [theirs] },
    });
  });

  it('takes the place of another one of the function for the same objects, but of none of others', async () => {
    const target = testTarget();
    const entry = (Id: string) => ({ Id, QueueArn: settings.destination, Events: ['s3:ObjectCreated:Put' as const] });
    const [former, theirs] = [entry(entryId(target.identity, 'former')), entry('theirs')];
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ QueueConfigurations: [former, theirs] });
    s3.on(PutBucketNotificationConfigurationCommand).resolves({});
    await notification.create(target, 'files', settings);
    const { NotificationConfiguration } =
      s3.commandCalls(PutBucketNotificationConfigurationCommand)[0]?.args[0].input ?? {};
    const ids = NotificationConfiguration?.QueueConfigurations?.map(({ Id }) => Id);
    expect(ids).toEqual(['theirs', entryId(target.identity)]);
  });

  it('does not wait if S3 rejects it for good', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({});
    const rejection = serviceError(
      'InvalidArgument',
      'Configuration is ambiguously defined. Cannot have overlapping suffixes',
    );
    s3.on(PutBucketNotificationConfigurationCommand).rejects(rejection);
    await expect(notification.create(testTarget(), 'files', settings)).rejects.toThrow('ambiguously defined');
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(1);
  });

  it('is not lost if several functions add theirs at the same time', async () => {
    let configuration: NotificationConfiguration = {};
    s3.on(GetBucketNotificationConfigurationCommand).callsFake(async () => configuration);
    s3.on(PutBucketNotificationConfigurationCommand).callsFake(async (input: { NotificationConfiguration: object }) => {
      configuration = input.NotificationConfiguration;
    });
    const target = testTarget();
    const names = ['orders', 'billing', 'mail'];
    const creations = names.map((name) => {
      const ofFunction = { ...target, identity: { ...testIdentity, function: name } };
      return notification.create(ofFunction, 'files', { ...settings, prefix: `${name}/` });
    });
    await Promise.all(creations);
    expect(configuration.QueueConfigurations).toHaveLength(3);
  });
});
