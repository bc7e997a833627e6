import { describe, expect, it } from 'vitest';
import { readError, TestRuntimeApi } from '../../../../test/runtime-api.ts';

describe('a fault', () => {
  it.each([
    ['400', 400, 'Emulator.Fault'],
    ['403', 403, 'Emulator.Fault'],
    ['410', 410, 'Sandbox.Timedout'],
    ['413', 413, 'Function.ResponseSizeTooLarge'],
    ['response=500', 500, 'Emulator.Fault'],
  ])('%s rejects the response and fails the invocation', async (fault, status, errorType) => {
    await using api = await TestRuntimeApi.open({ faults: [fault] });
    const { requestId, response } = api.enqueue('1');
    api.enqueue('2');
    await api.next();
    expect((await readError(api.post(`invocation/${requestId}/response`, '1')))[0]).toBe(status);
    expect(await response).toMatchObject({ kind: 'failed', failure: { errorType } });
    expect(await (await api.next()).json()).toBe(2);
  });

  it('affects only the given call, as many times as given', async () => {
    await using api = await TestRuntimeApi.open({ faults: ['next=403:2'] });
    api.enqueue('1');
    expect([(await api.next()).status, (await api.next()).status, (await api.next()).status]).toEqual([403, 403, 200]);
  });

  it('rejects an error report', async () => {
    await using api = await TestRuntimeApi.open({ faults: ['error=410'] });
    const { requestId } = api.enqueue();
    await api.next();
    expect((await api.post(`invocation/${requestId}/error`, '{}')).status).toBe(410);
  });

  it('resets connections', async () => {
    await using api = await TestRuntimeApi.open({ faults: ['next=reset:1', 'reset'] });
    const { requestId, response } = api.enqueue();
    await expect(api.next()).rejects.toThrow();
    expect((await api.next()).status).toBe(200);
    await expect(api.post(`invocation/${requestId}/response`, '1')).rejects.toThrow();
    expect(await response).toMatchObject({ failure: { errorType: 'Emulator.Fault' } });
  });

  it('leaves a call without a response', async () => {
    await using api = await TestRuntimeApi.open({ faults: ['timeout'] });
    const { requestId } = api.enqueue();
    await api.next();
    const disconnect = new AbortController();
    const pending = api.post(`invocation/${requestId}/response`, '1', {}, disconnect.signal);
    await expect.poll(() => api.session.current[0]?.state).toBe('responding');
    disconnect.abort();
    await expect(pending).rejects.toThrow('aborted');
  });

  it('delays calls, which then succeed', async () => {
    await using api = await TestRuntimeApi.open({ faults: ['slow=1'] });
    const { requestId, response } = api.enqueue();
    await api.next();
    expect((await api.post(`invocation/${requestId}/response`, '1')).status).toBe(202);
    expect(await response).toMatchObject({ kind: 'buffered' });
  });
});
