import { LambdaClient, ListTagsCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceError, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { markedQueues } from './queue-mark.ts';
import { queuePolicy } from './queue-policy.ts';

const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);
beforeEach(() => {
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'https://jobs' });
  sqs.on(ListQueueTagsCommand).resolves({ Tags: testTags });
  lambda.on(ListTagsCommand).resolves({ Tags: testTags });
});
afterEach(() => {
  sqs.reset();
  lambda.reset();
});

const sns = { service: 'sns.amazonaws.com', source: 'arn:aws:sns:eu-central-1:123456789012:news', edited: null };
const s3 = { service: 's3.amazonaws.com', source: 'arn:aws:s3:::files', edited: null };
const theirs = { Sid: 'theirs', Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' };

function written(): { Statement: object[] }[] {
  return sqs
    .commandCalls(SetQueueAttributesCommand)
    .map(({ args }) => JSON.parse(args[0].input.Attributes?.Policy || '{"Statement":[]}'));
}

function policyIs(...statements: object[]): void {
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { Policy: JSON.stringify({ Statement: statements }) } });
}

describe("a statement in a queue's policy", () => {
  it('is limited by the source for SNS, and by the account too for a bucket', async () => {
    policyIs();
    await queuePolicy.create(testTarget(), 'jobs/ours', sns);
    await queuePolicy.create(testTarget(), 'jobs/ours', s3);
    expect(written().map(({ Statement }) => Statement)).toMatchObject([
      [{ Condition: { ArnEquals: { 'aws:SourceArn': sns.source } } }],
      [{ Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }],
    ]);
    expect(JSON.stringify(written()[0])).not.toContain('SourceAccount');
  });

  it.each([
    [
      'condition',
      { Condition: { ...{ ArnEquals: { 'aws:SourceArn': sns.source } }, Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    ['effect', { Effect: 'Deny' }],
    ['action', { Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'] }],
  ])('differs if others have edited its %s', async (_what, edit) => {
    policyIs();
    await queuePolicy.create(testTarget(), 'jobs/ours', sns);
    const [ours] = written()[0]?.Statement ?? [];
    policyIs({ ...ours });
    expect((await queuePolicy.read(testTarget(), 'jobs/ours', undefined))?.settings).toEqual(sns);
    policyIs({ ...ours, ...edit });
    expect((await queuePolicy.read(testTarget(), 'jobs/ours', undefined))?.settings.edited).toMatchObject(edit);
  });

  it('of others is recorded by a tag of the function, which leads to it until it is removed', async () => {
    policyIs();
    sqs.on(ListQueueTagsCommand).resolves({});
    lambda.on(TagResourceCommand).resolves({}).on(UntagResourceCommand).resolves({});
    await queuePolicy.create(testTarget(), 'jobs/ours', sns);
    const tags = lambda.commandCalls(TagResourceCommand)[0]?.args[0].input.Tags ?? {};
    expect(markedQueues(tags)).toEqual(['jobs']);
    lambda.on(ListTagsCommand).resolves({ Tags: { ...testTags, ...tags } });
    await queuePolicy.create(testTarget(), 'jobs/ours', sns);
    expect(lambda.commandCalls(TagResourceCommand)).toHaveLength(1);
    await queuePolicy.remove(testTarget(), 'jobs/ours', { owner: undefined, settings: sns, attributes: {} });
    expect(lambda.commandCalls(UntagResourceCommand)[0]?.args[0].input.TagKeys).toEqual(Object.keys(tags));
  });

  it('is added to the policy as it is at each attempt, so that no change of others is lost', async () => {
    sqs
      .on(GetQueueAttributesCommand)
      .resolvesOnce({})
      .resolves({ Attributes: { Policy: JSON.stringify({ Statement: [theirs] }) } });
    sqs.on(SetQueueAttributesCommand).rejectsOnce(serviceError('RequestThrottled')).resolves({});
    await queuePolicy.create(testTarget(), 'jobs/ours', sns);
    expect(written().at(-1)?.Statement).toMatchObject([theirs, { Sid: 'ours' }]);
  });

  it('is not lost if several functions add theirs at the same time', async () => {
    let policy = '';
    sqs.on(GetQueueAttributesCommand).callsFake(async () => ({ Attributes: { Policy: policy } }));
    sqs.on(SetQueueAttributesCommand).callsFake(async ({ Attributes }: { Attributes: { Policy: string } }) => {
      policy = Attributes.Policy;
    });
    const target = testTarget();
    const creations = ['orders', 'billing', 'mail'].map((name) => {
      const ofFunction = { ...target, identity: { ...target.identity, function: name } };
      return queuePolicy.create(ofFunction, `jobs/${name}`, sns);
    });
    await Promise.all(creations);
    expect(JSON.parse(policy).Statement).toHaveLength(3);
  });
});
