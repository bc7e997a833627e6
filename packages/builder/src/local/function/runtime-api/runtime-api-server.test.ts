import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestRuntimeApi } from '../../../../test/runtime-api.ts';
import { platformFailure } from '../invocation/function-failure.ts';

let api: TestRuntimeApi;
beforeEach(async () => {
  api = await TestRuntimeApi.open();
});
afterEach(() => api[Symbol.asyncDispose]());

describe('the Runtime API', () => {
  it('sends the same event again until it has a response', async () => {
    const { requestId } = api.enqueue('{"n":1}');
    api.enqueue('{"n":2}');
    expect(await (await api.next()).json()).toEqual({ n: 1 });
    expect(await (await api.next()).json()).toEqual({ n: 1 });
    expect((await api.post(`invocation/${requestId}/response`, '1')).status).toBe(202);
    expect(await (await api.next()).json()).toEqual({ n: 2 });
  });

  it('loses no event to an aborted poll', async () => {
    const disconnect = new AbortController();
    const poll = api.next(disconnect.signal);
    await expect.poll(() => api.session.phase).toBe('ready');
    disconnect.abort();
    await expect(poll).rejects.toThrow();
    api.enqueue('{"n":1}');
    expect(await (await api.next()).json()).toEqual({ n: 1 });
  });

  it('passes on the content type of a response', async () => {
    const { requestId, response } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '<p>', { 'Content-Type': 'text/html' });
    expect(await response).toEqual({ kind: 'buffered', contentType: 'text/html', body: Buffer.from('<p>') });
  });

  it.each([
    ['Function.TypeError', 'Function.TypeError'],
    ['Runtime.ImportModuleError', 'Runtime.ImportModuleError'],
    ['TypeError', 'Function.Unknown'],
    ['Runtime.import', 'Runtime.Unknown'],
  ])('reports the error type %s as %s', async (sent, reported) => {
    const invocation = api.enqueue();
    await api.next();
    await api.post(`invocation/${invocation.requestId}/error`, '{}', { 'Lambda-Runtime-Function-Error-Type': sent });
    expect(await invocation.response).toMatchObject({ kind: 'failed', failure: { errorType: reported } });
  });

  it('accepts an X-Ray cause of 64 KiB', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    const cause = JSON.stringify({ message: 'x'.repeat(65_000) });
    const { status } = await api.post(`invocation/${requestId}/error`, '{}', {
      'Lambda-Runtime-Function-XRay-Error-Cause': cause,
    });
    expect(status).toBe(202);
  });
});

describe('the Runtime API rejects', () => {
  it('a response before the first next', async () => {
    expect(await readError(api.post('invocation/some/response', '1'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('a second response', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '1');
    expect(await readError(api.post(`invocation/${requestId}/error`, '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it.each(['some', '%E0%A4%A'])('a response to the unknown id %s', async (id) => {
    api.enqueue();
    await api.next();
    expect(await readError(api.post(`invocation/${id}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a response to a finished invocation', async () => {
    const { requestId } = api.enqueue();
    await api.next();
    await api.post(`invocation/${requestId}/response`, '1');
    api.enqueue();
    await api.next();
    expect(await readError(api.post(`invocation/${requestId}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a response after the timeout', async () => {
    const invocation = api.enqueue();
    await api.next();
    await api.session.timeOut(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    const [status] = await readError(api.post(`invocation/${invocation.requestId}/response`, '1'));
    expect(status).toBe(410);
  });

  it('an initialization error after the first next', async () => {
    api.enqueue();
    await api.next();
    expect(await readError(api.post('init/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('next after an initialization error', async () => {
    expect((await api.post('init/error', '{}')).status).toBe(202);
    expect(await readError(api.next())).toEqual([403, 'InvalidStateTransition']);
  });

  it('unknown calls', async () => {
    expect(await readError(api.post('invocation/next'))).toEqual([404, 'NotFound']);
    expect(await readError(api.get('logs'))).toEqual([404, 'NotFound']);
  });

  it('web pages', async () => {
    expect(await readError(api.get('invocation/next', { headers: { origin: 'https://evil.example' } }))).toEqual([
      403,
      'Forbidden',
    ]);
  });
});
