import { describe, expect, it } from 'vitest';
import { startTestLocal } from '../../../test/local.ts';

describe('a function with SnapStart', () => {
  it('waits at its snapshot, and is restored for the invocation that comes', async () => {
    await using local = await startTestLocal({ snapStart: true });
    expect(await local.until('snapshot')).toMatchObject({ initDurationMs: expect.any(Number) });
    expect(local.events.map(({ type }) => type)).not.toContain('restoring');
    expect(await local.invoke({ describe: 'AWS_LAMBDA_INITIALIZATION_TYPE' })).toMatchObject({
      payload: { variable: 'snap-start' },
    });
    const { log } = await local.invoke({ reply: '1' }, { LogType: 'Tail' });
    expect(local.events.map(({ type }) => type)).toContain('restoring');
    expect(await local.until('end')).toMatchObject({ restoreDurationMs: expect.any(Number) });
    expect(log).not.toContain('Restore Duration');
  });

  it('tells the invocation of a failed restore, and starts anew for the next', async () => {
    await using local = await startTestLocal({ snapStart: true, env: { INIT: 'restore-error' } });
    for (let invocations = 0; invocations < 2; invocations += 1) {
      expect(await local.invoke({ reply: '1' })).toMatchObject({
        functionError: 'Unhandled',
        payload: { errorType: 'Broken', errorMessage: 'no database' },
      });
    }
    expect(local.events.filter(({ type }) => type === 'snapshot')).toHaveLength(2);
  });
});
