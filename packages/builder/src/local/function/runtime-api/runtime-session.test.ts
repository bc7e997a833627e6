import { describe, expect, it } from 'vitest';
import { readError, TestRuntimeApi } from '../../../../test/runtime-api.ts';
import { platformFailure } from '../invocation/function-failure.ts';

describe('the Runtime API of a function with concurrency', () => {
  it('sends as many events at once as configured, and the next one after a response', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 2 });
    const invocations = [api.enqueue('1'), api.enqueue('2'), api.enqueue('3')];
    const polls = [api.next(), api.next(), api.next()].map(async (pending) => (await pending).json());
    await expect.poll(() => api.session.current.length).toBe(2);
    expect(api.queue.length).toBe(1);
    await api.post(`invocation/${invocations[1]?.requestId}/response`, '"second"');
    expect((await Promise.all(polls)).toSorted()).toEqual([1, 2, 3]);
  });

  it('sends no event twice', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const { requestId } = api.enqueue('1');
    api.enqueue('2');
    expect(await (await api.next()).json()).toBe(1);
    const second = api.next();
    await api.post(`invocation/${requestId}/response`, '"first"');
    expect(await (await second).json()).toBe(2);
  });

  it('rejects the response to an invocation that has timed out, and sends the next event instead', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const invocation = api.enqueue('1');
    await api.next();
    const second = api.next();
    await api.session.timeOut(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    api.enqueue('2');
    expect(await (await second).json()).toBe(2);
    expect((await readError(api.post(`invocation/${invocation.requestId}/response`, '1')))[0]).toBe(410);
  });

  it('aborts a stream that has timed out', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const invocation = api.enqueue();
    await api.next();
    const stream = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stream.writable.getWriter();
    const pending = api.post(`invocation/${invocation.requestId}/response`, stream.readable, {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
    });
    await writer.write(Buffer.from('first'));
    const response = await invocation.response;
    if (response.kind !== 'streaming') throw new Error(`The response is ${response.kind}`);
    const chunks = response.body[Symbol.asyncIterator]();
    expect((await chunks.next()).value.toString()).toBe('first');
    await api.session.timeOut(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    await expect(chunks.next()).rejects.toMatchObject({ failure: { errorType: 'Sandbox.Timedout' } });
    expect((await readError(pending))[0]).toBe(410);
    await writer.close().catch(() => {});
  });
});
