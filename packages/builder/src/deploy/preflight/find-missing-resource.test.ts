import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import type { Plan } from '../plan/plan.ts';
import { findMissingResource } from './find-missing-resource.ts';

const events = mockClient(EventBridgeClient);
afterEach(() => events.reset());

function planWithRule(name: string): Plan {
  const desired = desiredResource('rule', name, { schedule: null, pattern: '{}', state: 'ENABLED', tags: {} });
  return { steps: [{ action: 'create', kind: 'rule', name, desired }], known: new Map() };
}

describe('the event bus of a new rule', () => {
  it('has to exist', async () => {
    events.on(DescribeEventBusCommand).rejects(serviceError('ResourceNotFoundException'));
    expect(await findMissingResource(planWithRule('partner/shop/orders'), testTarget())).toBe(
      'the event bus partner/shop does not exist in eu-central-1: create it, or correct trigger.bus',
    );
    events.on(DescribeEventBusCommand).resolves({ Name: 'partner/shop' });
    expect(await findMissingResource(planWithRule('partner/shop/orders'), testTarget())).toBeUndefined();
  });

  it('is not looked up if it is the default one', async () => {
    expect(await findMissingResource(planWithRule('orders'), testTarget())).toBeUndefined();
    expect(events.calls()).toEqual([]);
  });
});
