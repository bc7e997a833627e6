import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestRuntimeApi } from '../../../../test/runtime-api.ts';

let api: TestRuntimeApi;
beforeEach(async () => {
  api = await TestRuntimeApi.open({ isSnapStart: true });
});
afterEach(() => api[Symbol.asyncDispose]());

describe('the Runtime API of a function with SnapStart', () => {
  const restoreNext = () => api.get('restore/next');

  it('keeps the runtime at its snapshot until an invocation waits', async () => {
    const restored = restoreNext();
    await expect.poll(() => api.session.phase).toBe('snapshot');
    expect(await readError(api.next())).toEqual([403, 'InvalidStateTransition']);
    api.enqueue('{"n":1}');
    const response = await restored;
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await (await api.next()).json()).toEqual({ n: 1 });
  });

  it('accepts the report of a failed restore, and of a failed initialization before the snapshot', async () => {
    expect(await readError(api.post('restore/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
    api.enqueue();
    await restoreNext();
    expect(await readError(api.post('init/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
    expect((await api.post('restore/error', '{}')).status).toBe(202);
    await using another = await TestRuntimeApi.open({ isSnapStart: true });
    expect((await another.post('init/error', '{}')).status).toBe(202);
  });

  it('rejects restore/next after the first poll, and without SnapStart', async () => {
    api.enqueue();
    await api.next();
    expect(await readError(restoreNext())).toEqual([403, 'InvalidStateTransition']);
    await using another = await TestRuntimeApi.open();
    expect(await readError(another.get('restore/next'))).toEqual([403, 'InvalidStateTransition']);
  });
});
