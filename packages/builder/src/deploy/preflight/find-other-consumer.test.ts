import { LambdaClient, ListEventSourceMappingsCommand, ListTagsCommand } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import type { Step } from '../plan/plan.ts';
import { findOtherConsumer } from './find-other-consumer.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function';
const actual = { owner: testIdentity, settings: {}, attributes: {} };
const mappingOf = (name: string): Step => ({ action: 'leave', kind: 'mapping', name, actual });
const queue = mappingOf('arn:aws:sqs:eu-central-1:123456789012:jobs');

function find(step: Step, ...functions: string[]) {
  const EventSourceMappings = functions.map((name) => ({ FunctionArn: `${FUNCTION_ARN}:${name}` }));
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings });
  return findOtherConsumer({ steps: [step], known: new Map() }, testTarget());
}

describe('a queue', () => {
  it('that another function reads is rejected', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: { ...testTags, 'alr:stage': 'prod' } });
    expect(await find(queue, 'demo', 'demo-prod:live')).toContain('the function demo-prod reads the queue jobs');
  });

  it('that only our function reads is accepted, with an alias or under its former name', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: testTags });
    expect(await find(queue)).toBeUndefined();
    expect(await find(queue, 'demo', 'demo:live', 'former')).toBeUndefined();
  });

  it('is accepted if it is no longer read', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: {} });
    expect(await find({ ...queue, action: 'remove' } as Step, 'another')).toBeUndefined();
  });
});

describe('a stream', () => {
  it('may have several readers', async () => {
    const stream = mappingOf('arn:aws:kinesis:eu-central-1:123456789012:stream/clicks');
    expect(await find(stream, 'another')).toBeUndefined();
  });
});
