import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { ListDeadLetterSourceQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import { type ActualResource, idOf } from '../resource/resource.ts';
import { settleRemovals } from './settle-removals.ts';

const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
beforeEach(() => {
  lambda.on(ListEventSourceMappingsCommand).resolves({});
  sqs.on(ListDeadLetterSourceQueuesCommand).resolves({ queueUrls: [] });
});
afterEach(() => {
  lambda.reset();
  sqs.reset();
});

const actual: ActualResource = { owner: testIdentity, settings: {}, attributes: { url: 'https://sqs/1/old' } };
const unused: Step = { action: 'unused', kind: 'queue', name: 'old', actual, reasons: [] };

async function settle(steps: readonly Step[], prune = true, deleteMessages: string[] = []) {
  const plan = await settleRemovals({ steps, known: new Map() }, testTarget(), { prune, deleteMessages });
  return plan.steps.map((step) => ({ [`${step.action} ${idOf(step)}`]: 'reasons' in step ? step.reasons : [] }));
}

function updated(setting: string): Step {
  const settings = { retention: 60, visibilityTimeout: 30, redrive: null, tags: testTags };
  const desired = desiredResource('queue', 'jobs', settings);
  const differences = [{ setting, from: 1, to: 2 }];
  return { action: 'update', kind: 'queue', name: 'jobs', desired, actual, differences };
}

describe('what is no longer configured', () => {
  it('is removed only with --prune', async () => {
    expect(await settle([unused], false)).toEqual([{ 'unused queue old': [] }]);
    expect(await settle([unused])).toEqual([{ 'remove queue old': [] }]);
  });

  it('stays if a function of others reads it', async () => {
    const FunctionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:theirs:live';
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ FunctionArn, State: 'Enabled' }] });
    expect(await settle([unused])).toEqual([
      { 'unused queue old': ['it is in use by the mapping to function theirs'] },
    ]);
  });

  it('stays if it has messages, unless it is named', async () => {
    const contents = { messages: { visible: 0, inFlight: 0, delayed: 2 } };
    const full: Step = { ...unused, actual: { ...actual, contents } };
    expect(await settle([full])).toEqual([{ 'unused queue old': [expect.stringContaining('2 messages (2 delayed)')] }]);
    expect(await settle([full], true, ['old'])).toEqual([{ 'remove queue old': [] }]);
  });

  it('goes if its user gets another one in the same run', async () => {
    sqs.on(ListDeadLetterSourceQueuesCommand).resolves({ queueUrls: ['https://sqs/1/jobs'] });
    expect(await settle([updated('redrive'), unused])).toContainEqual({ 'remove queue old': [] });
    expect(await settle([updated('retention'), unused])).toContainEqual({
      'unused queue old': ['it is in use by queue jobs, whose dead-letter queue it is'],
    });
  });
});
