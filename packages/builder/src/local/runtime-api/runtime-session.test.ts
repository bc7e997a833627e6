import { describe, expect, it } from 'vitest';
import { refusal, TestRuntimeApi } from '../../../test/runtime-api.ts';
import { platformFailure } from '../invocation/platform-failure.ts';

describe('the Runtime API of a concurrent function', () => {
  it('hands out as many invocations at once, and the next when one is answered', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 2 });
    const invocations = [api.enqueue('1'), api.enqueue('2'), api.enqueue('3')];
    const polls = [api.next(), api.next(), api.next()].map(async (answer) => (await answer).json());
    await expect.poll(() => api.session.current.length).toBe(2);
    expect(api.queue.length).toBe(1);
    await api.post(`invocation/${invocations[1]?.requestId}/response`, '"second"');
    expect((await Promise.all(polls)).toSorted()).toEqual([1, 2, 3]);
  });

  it('hands nothing out twice', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const { requestId } = api.enqueue('1');
    api.enqueue('2');
    expect(await (await api.next()).json()).toBe(1);
    const second = api.next();
    await api.post(`invocation/${requestId}/response`, '"first"');
    expect(await (await second).json()).toBe(2);
  });

  it('takes no reply to an invocation whose time is up, and gives its place to the next', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const invocation = api.enqueue('1');
    await api.next();
    const second = api.next();
    await api.session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    api.enqueue('2');
    expect(await (await second).json()).toBe(2);
    expect((await refusal(api.post(`invocation/${invocation.requestId}/response`, '1')))[0]).toBe(410);
  });

  it('cuts off a stream whose time is up', async () => {
    await using api = await TestRuntimeApi.open({ concurrency: 1 });
    const invocation = api.enqueue();
    await api.next();
    const stream = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stream.writable.getWriter();
    const answer = api.post(`invocation/${invocation.requestId}/response`, stream.readable, {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
    });
    await writer.write(Buffer.from('first'));
    const reply = await invocation.reply;
    if (reply.kind !== 'streaming') throw new Error(`It is ${reply.kind}.`);
    const chunks = reply.body[Symbol.asyncIterator]();
    expect((await chunks.next()).value.toString()).toBe('first');
    await api.session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    await expect(chunks.next()).rejects.toMatchObject({ failure: { errorType: 'Sandbox.Timedout' } });
    expect((await refusal(answer))[0]).toBe(410);
    await writer.close().catch(() => {});
  });
});
