import { describe, expect, it } from 'vitest';
import { startTestLocal } from '../../../../test/local.ts';

describe('a function with SnapStart', () => {
  it('waits at its snapshot until it is restored for an invocation', async () => {
    await using local = await startTestLocal({ snapStart: true });
    expect(await local.until('snapshot')).toMatchObject({ initDurationMs: expect.any(Number) });
    expect(local.events.map(({ type }) => type)).not.toContain('restoring');
    expect(await local.invoke({ describe: 'AWS_LAMBDA_INITIALIZATION_TYPE' })).toMatchObject({
      payload: { variable: 'snap-start' },
    });
    const { log } = await local.invoke({ respond: '1' }, { LogType: 'Tail' });
    expect(local.events.map(({ type }) => type)).toContain('restoring');
    expect(await local.until('end')).toMatchObject({ restoreDurationMs: expect.any(Number) });
    expect(log).not.toContain('Restore Duration');
  });

  it('fails the invocation if the restore fails, and starts another process for the next one', async () => {
    await using local = await startTestLocal({ snapStart: true, env: { INIT: 'restore-error' } });
    for (let invocation = 0; invocation < 2; invocation += 1) {
      expect(await local.invoke({ respond: '1' })).toMatchObject({
        functionError: 'Unhandled',
        payload: { errorType: 'Broken', errorMessage: 'no database' },
      });
    }
    expect(local.events.filter(({ type }) => type === 'snapshot')).toHaveLength(2);
  });
});
