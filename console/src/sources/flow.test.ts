import { describe, expect, it } from 'vitest';
import type { ConsoleEvent } from '../api/types.ts';
import { flowStep, lights } from './flow.ts';

const event = (type: string, more: object): ConsoleEvent => ({ seq: 1, time: '', type, ...more });

describe('the flow through the pipeline', () => {
  it.each([
    [event('passed-on', { from: 'bucket:photos', to: 'queue:jobs', what: 'a b.jpg' }), 'photos → jobs: a b.jpg'],
    [event('batch', { queue: 'jobs', messages: 2, requestId: 'x' }), 'jobs → orders: 2 messages'],
    [event('passed-on', { from: 'bus:default', to: 'function:mails', what: 'Placed' }), 'default → mails: Placed'],
    [event('passed-on', { from: 'http:orders', to: 'function:orders' }), 'HTTP → orders'],
    [event('unmatched', { from: 'bucket:photos', what: 'a.txt' }), 'photos: a.txt: nothing gets it'],
    [event('start', { requestId: 'x' }), 'orders started'],
    [event('end', { function: 'mails', status: 'timeout', durationMs: 3000 }), 'mails timed out, 3.00\u00a0s'],
    [event('end', { status: 'success', durationMs: 8.51 }), 'orders succeeded, 8.5\u00a0ms'],
    [event('records-returned', { stream: 'clicks', returned: 1 }), 'orders → clicks: 1 record again later'],
    [event('dead-letter', { queue: 'jobs', target: 'dlq', receiveCount: 4 }), 'jobs → dlq: received 4 times'],
    [event('dead-letter', { queue: 'jobs', target: 'dlq', receiveCount: 1 }), 'jobs → dlq: received 1 time'],
  ])('describes %j', (of, text) => {
    expect(flowStep(of, 'orders')?.text).toBe(text);
  });

  it('lights each part, and the arrow to the next one', () => {
    const step = flowStep(event('batch', { queue: 'jobs', messages: 1 }), 'orders');
    expect(step && lights(step)).toEqual(['queue:jobs', 'queue:jobs function:orders', 'function:orders']);
  });

  it('has no steps for what does not move', () => {
    expect(flowStep(event('log', { line: 'x' }), 'orders')).toBeUndefined();
  });
});
