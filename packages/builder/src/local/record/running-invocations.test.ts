import { describe, expect, it } from 'vitest';
import { Invocation } from '../function/invocation/invocation.ts';
import { RunningInvocations, type TracedCall } from './running-invocations.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';

function call(traceHeader: string, operation = 'SendMessage'): TracedCall {
  return {
    traceHeader,
    service: 'sqs',
    operation,
    resource: 'jobs',
    status: 200,
    durationMs: 1,
    requestBytes: 2,
    responseBytes: 3,
  };
}

const invocationWith = (running: RunningInvocations, traceHeader?: string) => {
  const invocation = new Invocation(running.distinct({ event: Buffer.from('{}'), traceHeader }));
  running.begin(invocation);
  return invocation;
};

describe('a call', () => {
  it('belongs to the invocation with its trace header', () => {
    const running = new RunningInvocations();
    const [first, second] = [invocationWith(running), invocationWith(running)];
    running.add(call(second.traceHeader));
    running.add(call('Root=1-0-0;Parent=1;Sampled=0'));
    running.add(call('nonsense'));
    expect(running.end(first)).toEqual([]);
    expect(running.end(second)).toMatchObject([{ operation: 'SendMessage', resource: 'jobs', status: 200 }]);
  });

  it('belongs to the one that has made it, if invocations cause each other', () => {
    const running = new RunningInvocations();
    const header = `${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`;
    const [first, second] = [invocationWith(running, header), invocationWith(running, header)];
    expect(first.traceHeader).toBe(header);
    expect(second.traceHeader).toMatch(new RegExp(`^${ROOT};Parent=[\\da-f]{16};Sampled=0$`));
    running.add(call(first.traceHeader, 'Publish'));
    running.add(call(second.traceHeader, 'PutObject'));
    expect(running.end(first)).toMatchObject([{ operation: 'Publish' }]);
    expect(running.end(second)).toMatchObject([{ operation: 'PutObject' }]);
  });

  it('of an instrumented client belongs to the last invocation with its root', () => {
    const running = new RunningInvocations();
    const invocation = invocationWith(running, `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`);
    running.add(call(`${ROOT};Parent=0123456789abcdef;Sampled=1`));
    expect(running.end(invocation)).toHaveLength(1);
  });

  it('after the end belongs to none', () => {
    const running = new RunningInvocations();
    const invocation = invocationWith(running);
    running.end(invocation);
    running.add(call(invocation.traceHeader));
    expect(running.end(invocation)).toEqual([]);
  });

  it('that comes late is reported for the last 100 invocations only', () => {
    const running = new RunningInvocations();
    const late: number[] = [];
    const headers = Array.from({ length: 101 }, (_, index) => {
      const invocation = new Invocation({ event: Buffer.from('{}') });
      running.begin(invocation, () => late.push(index));
      running.end(invocation);
      return invocation.traceHeader;
    });
    for (const header of headers) running.add(call(header));
    expect(late).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('is one of at most 1,000', () => {
    const running = new RunningInvocations();
    const invocation = invocationWith(running);
    for (let count = 0; count < 1001; count++) running.add(call(invocation.traceHeader));
    expect(running.end(invocation)).toHaveLength(1000);
  });
});
