import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { testIdentity } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { existingQueuesWithNewFilter } from './dropped-messages.ts';
import type { Step } from './plan.ts';
import { describePlan } from './plan-report.ts';

const QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:jobs';
const settings = {
  function: 'arn:aws:lambda:eu-central-1:123456789012:function:demo',
  batchSize: 1,
  batchWindow: 0,
  partialBatchResponse: false,
  enabled: true,
  filters: ['{"body":{"kind":["order"]}}'],
  onFailure: null,
  tags: {},
};
const desired = desiredResource('mapping', QUEUE, settings);
const create: Step = { action: 'create', kind: 'mapping', name: QUEUE, desired };
const update = (filters: readonly string[], name = QUEUE): Step => ({
  action: 'update',
  kind: 'mapping',
  name,
  desired,
  actual: { owner: testIdentity, settings, attributes: {} },
  differences: [{ setting: 'filters', from: ['{"body":{"kind":["old"]}}'], to: filters }],
});

it('are announced by the plan if a filter of a queue is added or changed', () => {
  const text = describePlan({ steps: [update(settings.filters)] }, new PassThrough());
  expect(text).toBe(
    `~ mapping ${QUEUE}\n` +
      '    filters: - {"body":{"kind":["old"]}}\n' +
      '    filters: + {"body":{"kind":["order"]}}\n' +
      '    Lambda deletes the messages of queue jobs that match no filter\n1 to change\n',
  );
});

it('are those of queues that exist, and that get a filter', () => {
  const queue = desiredResource('queue', 'jobs', { retention: 60, visibilityTimeout: 30, redrive: null, tags: {} });
  const createQueue: Step = { action: 'create', kind: 'queue', name: 'jobs', desired: queue };
  const stream = 'arn:aws:kinesis:eu-central-1:123456789012:stream/jobs';
  expect(existingQueuesWithNewFilter([create])).toEqual(['jobs']);
  expect(existingQueuesWithNewFilter([update(settings.filters)])).toEqual(['jobs']);
  expect(existingQueuesWithNewFilter([createQueue, create])).toEqual([]);
  expect(existingQueuesWithNewFilter([update([])])).toEqual([]);
  expect(existingQueuesWithNewFilter([update(settings.filters, stream)])).toEqual([]);
});
