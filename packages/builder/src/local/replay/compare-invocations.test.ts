import { describe, expect, it } from 'vitest';
import type { AwsCallRecord } from '../record/aws-call-record.ts';
import { InvocationHistory } from '../record/history.ts';
import { compareInvocations } from './compare-invocations.ts';
import { UnknownInvocationError } from './unknown-invocation.ts';

function add(
  history: InvocationHistory,
  requestId: string,
  response: object,
  calls: readonly Partial<AwsCallRecord>[],
) {
  const common = {
    function: 'main',
    source: 'sqs',
    status: 'success',
    startedAt: 0,
    durationMs: 1,
    attempt: 1,
  } as const;
  const own = calls.map((call): AwsCallRecord => {
    const sizes = { requestBytes: 1, responseBytes: 1 };
    return {
      service: 'sns',
      operation: 'Publish',
      status: 200,
      startMs: 1,
      durationMs: Math.random(),
      ...sizes,
      ...call,
    };
  });
  const details = { traceHeader: '', logs: [], phases: [], calls: own, codeLoadedAt: 0, faults: [] };
  const content = { event: Buffer.from('{}'), response: Buffer.from(JSON.stringify(response)), details };
  history.add({ ...common, requestId }, content, 1);
}

describe('compareInvocations', () => {
  it('finds what two deliveries of a message did differently', () => {
    const history = new InvocationHistory();
    add(history, 'a', { id: 'a', isNew: true }, [{ resource: 'orders' }, { service: 's3', operation: 'PutObject' }]);
    add(history, 'b', { id: 'b', isNew: false }, [{ service: 's3', operation: 'PutObject', errorCode: 'SlowDown' }]);
    expect(compareInvocations(history, 'a', 'b')).toEqual({
      before: 1,
      after: 2,
      response: [{ path: 'response.isNew', before: true, after: false }],
      calls: [
        { path: 'calls[0]', before: 'sns:Publish orders', after: 's3:PutObject: SlowDown' },
        { path: 'calls[1]', before: 's3:PutObject' },
      ],
    });
  });

  it('finds nothing if they did the same', () => {
    const history = new InvocationHistory();
    for (const id of ['a', 'b']) add(history, id, { id }, [{ resource: 'orders' }]);
    expect(compareInvocations(history, 'last~1', 'last')).toMatchObject({ response: [], calls: [] });
  });

  it('needs both', () => {
    expect(() => compareInvocations(new InvocationHistory(), '1', '2')).toThrow(UnknownInvocationError);
  });
});
