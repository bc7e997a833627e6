import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, TestRuntimeApi } from '../../../test/runtime-api.ts';
import { platformFailure } from '../invocation/platform-failure.ts';

let api: TestRuntimeApi;
beforeEach(async () => {
  api = await TestRuntimeApi.open();
});
afterEach(() => api[Symbol.asyncDispose]());

describe('the Runtime API', () => {
  it('hands the same event out again until it is answered', async () => {
    const { requestId } = api.enqueue('{"n":1}');
    api.enqueue('{"n":2}');
    expect(await (await api.next()).json()).toEqual({ n: 1 });
    expect(await (await api.next()).json()).toEqual({ n: 1 });
    expect((await api.post(`invocation/${requestId}/response`, '1')).status).toBe(202);
    expect(await (await api.next()).json()).toEqual({ n: 2 });
  });

  it('loses no event to a poll that was broken off', async () => {
    const leaving = new AbortController();
    const poll = api.next(leaving.signal);
    await expect.poll(() => api.session.phase).toBe('ready');
    leaving.abort();
    await expect(poll).rejects.toThrow();
    api.enqueue('{"n":1}');
    expect(await (await api.next()).json()).toEqual({ n: 1 });
  });

  it('passes on the content type of a reply', async () => {
    const { requestId, reply } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '<p>', { 'Content-Type': 'text/html' });
    expect(await reply).toEqual({ kind: 'buffered', contentType: 'text/html', body: Buffer.from('<p>') });
  });

  it.each([
    ['Function.TypeError', 'Function.TypeError'],
    ['Runtime.ImportModuleError', 'Runtime.ImportModuleError'],
    ['TypeError', 'Function.Unknown'],
    ['Runtime.import', 'Runtime.Unknown'],
  ])('knows an error of the type %s as %s', async (sent, known) => {
    const invocation = api.enqueue();
    await api.next();
    await api.post(`invocation/${invocation.requestId}/error`, '{}', { 'Lambda-Runtime-Function-Error-Type': sent });
    expect(await invocation.reply).toMatchObject({ kind: 'failed', failure: { errorType: known } });
  });

  it('takes an X-Ray cause of 64 KiB', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    const cause = JSON.stringify({ message: 'x'.repeat(65_000) });
    const { status } = await api.post(`invocation/${requestId}/error`, '{}', {
      'Lambda-Runtime-Function-XRay-Error-Cause': cause,
    });
    expect(status).toBe(202);
  });
});

describe('the Runtime API refuses', () => {
  it('a reply before the first next', async () => {
    expect(await refusal(api.post('invocation/some/response', '1'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('a second reply', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '1');
    expect(await refusal(api.post(`invocation/${requestId}/error`, '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it.each(['some', '%E0%A4%A'])('a reply to the unknown id %s', async (id) => {
    api.enqueue();
    await api.next();
    expect(await refusal(api.post(`invocation/${id}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a reply to an invocation that is over', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '1');
    api.enqueue();
    await api.next();
    expect(await refusal(api.post(`invocation/${requestId}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a reply to an invocation whose time was up', async () => {
    const invocation = api.enqueue();
    await api.next();
    await api.session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    const [status] = await refusal(api.post(`invocation/${invocation.requestId}/response`, '1'));
    expect(status).toBe(410);
  });

  it('a report of a failed initialisation after next', async () => {
    api.enqueue();
    await api.next();
    expect(await refusal(api.post('init/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('next after a failed initialisation', async () => {
    expect((await api.post('init/error', '{}')).status).toBe(202);
    expect(await refusal(api.next())).toEqual([403, 'InvalidStateTransition']);
  });

  it('calls that it does not have', async () => {
    expect(await refusal(api.post('invocation/next'))).toEqual([404, 'NotFound']);
    expect(await refusal(api.get('logs'))).toEqual([404, 'NotFound']);
  });

  it('a page of the web', async () => {
    expect(await refusal(api.get('invocation/next', { headers: { origin: 'https://evil.example' } }))).toEqual([
      403,
      'Forbidden',
    ]);
  });
});
