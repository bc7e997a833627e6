import { expect, it } from 'vitest';
import { Invocation } from '../function/invocation/invocation.ts';
import { InvocationHistory } from './history.ts';
import { keepInvocation } from './keep-invocation.ts';

const MB = 1024 * 1024;

it('counts many small parts, whose memory is more than their text', () => {
  const history = new InvocationHistory();
  const batch = { from: 'jobs', records: [{ id: 'a', receiveCount: 1 }] };
  const context = {
    function: 'main',
    source: 'sqs',
    startedAt: 0,
    attempt: 1,
    codeLoadedAt: 0,
    faults: [],
    batch,
  } as const;
  const invocation = new Invocation({ event: Buffer.from('{}') });
  for (let line = 0; line < 500_000; line++) invocation.logs.append('');
  for (let times = 0; times < 20; times++) keepInvocation(history, invocation, context, [], []);
  const kept = history.list();
  expect(kept.length).toBeLessThan(20);
  expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(256 * MB);
});
