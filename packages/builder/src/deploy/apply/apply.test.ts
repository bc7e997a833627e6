import { CreateTopicCommand, GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { referenceTo } from '../resource/resource.ts';
import { apply } from './apply.ts';

const sns = mockClient(SNSClient);
afterEach(() => sns.reset());

describe('apply', () => {
  it('creates a resource with tags called like the properties of a reference', async () => {
    sns.on(GetTopicAttributesCommand).rejects(serviceError('NotFoundException'));
    sns.on(CreateTopicCommand).resolves({});
    const desired = desiredResource('topic', 'news', { tags: { to: 'billing', attribute: 'team' } });
    const plan = {
      steps: [{ action: 'create' as const, kind: 'topic' as const, name: 'news', desired }],
      known: new Map(),
    };
    await apply(plan, testTarget(), () => {});
    expect(sns.commandCalls(CreateTopicCommand)[0]?.args[0].input.Tags).toEqual([
      { Key: 'to', Value: 'billing' },
      { Key: 'attribute', Value: 'team' },
    ]);
  });

  it('fails if a resource that another one refers to does not exist', async () => {
    const desired = desiredResource('permission', 'x', {
      action: 'lambda:InvokeFunction',
      principal: 'elasticloadbalancing.amazonaws.com',
      source: referenceTo('target group demo', 'arn'),
      account: null,
      edited: null,
    });
    const plan = {
      steps: [{ action: 'create' as const, kind: 'permission' as const, name: 'x', desired }],
      known: new Map(),
    };
    await expect(apply(plan, testTarget(), () => {})).rejects.toThrow('permission x needs target group demo');
  });
});
