import { IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTags, testTarget } from '../../../test/deployment-target.ts';
import { ownerOf } from '../resource/identity.ts';
import { idOf } from '../resource/resource.ts';
import { type Tags, tagList } from '../resource/tags.ts';
import { discover, discoverShared, keyOfArn } from './discover.ts';
import { taggedArns } from './tagged-arns.ts';

const tagged = (ResourceARN: string, tags: Tags) => ({ ResourceARN, Tags: tagList(tags) });
const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const lambda = mockClient(LambdaClient);
const iam = mockClient(IAMClient);
const sqs = mockClient(SQSClient);
afterEach(() => {
  for (const client of [tagging, lambda, iam, sqs]) client.reset();
});

describe('a tagged ARN', () => {
  const elb = 'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012';
  it.each([
    ['arn:aws:lambda:eu-central-1:123456789012:function:demo', 'function demo'],
    ['arn:aws:sqs:eu-central-1:123456789012:jobs', 'queue jobs'],
    ['arn:aws:sns:eu-central-1:123456789012:news', 'topic news'],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/demo', 'log group /aws/lambda/demo'],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/demo:*', 'log group /aws/lambda/demo'],
    ['arn:aws:ecr:eu-central-1:123456789012:repository/team/images', 'repository team/images'],
    ['arn:aws:events:eu-central-1:123456789012:rule/nightly', 'rule nightly'],
    ['arn:aws:s3:::files', 'bucket files'],
    [`${elb}:targetgroup/alr-demo/0123456789abcdef`, 'target group alr-demo'],
    [`${elb}:listener-rule/app/front/1/2/3`, `listener rule ${elb}:listener/app/front/1/2`],
  ])('%s is %s', (arn, id) => {
    const key = keyOfArn(arn);
    expect(key && idOf(key)).toBe(id);
  });

  it.each([
    'arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:id',
    'arn:aws:sns:eu-central-1:123456789012:news:subscription-id',
    'arn:aws:dynamodb:eu-central-1:123456789012:table/theirs',
    'no ARN',
  ])('%s is not discovered by its tag', (arn) => {
    expect(keyOfArn(arn)).toBeUndefined();
  });

  it('is found on any page', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [tagged('one', testTags)], PaginationToken: 'more' })
      .resolvesOnce({ ResourceTagMappingList: [tagged('two', testTags)], PaginationToken: '' });
    expect(await taggedArns(testTarget().aws, 'demo')).toMatchObject([{ arn: 'one' }, { arn: 'two' }]);
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
      TagFilters: [{ Key: 'alr:project', Values: ['demo'] }],
    });
  });

  it('may be that of a resource of all stages, or of version 1.0, but not of another stage', async () => {
    const repository = 'arn:aws:ecr:eu-central-1:123456789012:repository/demo';
    const queue = (name: string, tags: Tags) => ({
      arn: `arn:aws:sqs:eu-central-1:123456789012:${name}`,
      owner: ownerOf(tags),
      tags,
    });
    const shared = { 'alr:project': 'demo', 'alr:function': '@project' };
    const arns = [
      { arn: repository, owner: ownerOf(shared), tags: shared },
      queue('not-a-repository', shared),
      queue('of-version-1', { 'alr:project': 'demo' }),
      queue('of-another-stage', { ...testTags, 'alr:stage': 'prod' }),
      queue('of-another-function', { ...testTags, 'alr:function': 'another' }),
    ];
    expect(discoverShared(testTarget(), arns).map(idOf)).toEqual(['repository demo']);
    lambda.on(GetFunctionCommand).rejects(serviceError('ResourceNotFoundException'));
    sqs.on(GetQueueUrlCommand).rejects(serviceError('QueueDoesNotExist'));
    expect((await discover(testTarget(), arns)).map(idOf)).toEqual(['queue of-version-1']);
  });

  it('is not skipped if AWS denies access', async () => {
    tagging.on(GetResourcesCommand).rejects(serviceError('AccessDeniedException'));
    await expect(taggedArns(testTarget().aws, 'demo')).rejects.toThrow('AccessDenied');
  });
});

describe('a log group of ours for a function with another name', () => {
  const group = 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/former';
  const discovered = async () => {
    lambda.on(GetFunctionCommand, { FunctionName: 'demo' }).rejects(serviceError('ResourceNotFoundException'));
    iam.on(ListRolePoliciesCommand).resolves({});
    lambda.on(ListAliasesCommand).resolves({});
    lambda.on(ListEventSourceMappingsCommand).resolves({});
    lambda.on(GetPolicyCommand).rejects(serviceError('ResourceNotFoundException'));
    return (await discover(testTarget(), [{ arn: group, owner: ownerOf(testTags), tags: testTags }])).map(idOf);
  };

  it('leads to that function if it is ours', async () => {
    lambda.on(GetFunctionCommand, { FunctionName: 'former' }).resolves({ Tags: { 'alr:project': 'another' } });
    expect(await discovered()).not.toContain('function former');
    lambda.on(GetFunctionCommand, { FunctionName: 'former' }).resolves({ Tags: testTags });
    expect(await discovered()).toContain('function former');
  });

  it('leads nowhere if AWS denies access', async () => {
    lambda.on(GetFunctionCommand, { FunctionName: 'former' }).rejects(serviceError('AccessDeniedException'));
    expect(await discovered()).toEqual(['log group /aws/lambda/former']);
  });
});
