import { describe, expect, it, vi } from 'vitest';
import { Invocation } from './invocation.ts';
import type { Reply } from './reply.ts';

const DONE: Reply = { kind: 'text', body: 'done' };

function invocation(): Invocation {
  return new Invocation({ requestId: 'id-1', invocationId: undefined, headers: {}, body: '{}' });
}

describe('an invocation', () => {
  it('is answered once', async () => {
    const answered = invocation();
    const deliver = vi.fn(async () => {});
    await answered.answer(DONE, deliver);
    expect(() => answered.answer(DONE, deliver)).toThrow(
      expect.objectContaining({ name: 'AlreadyAnsweredError', message: expect.stringContaining('id-1') }),
    );
    expect(deliver).toHaveBeenCalledExactlyOnceWith(answered, DONE);
  });

  it('is answered as soon as its answer is on its way', () => {
    const answered = invocation();
    expect(answered.delivery).toBeUndefined();
    const delivery = answered.answer(DONE, () => new Promise(() => {}));
    expect(answered.delivery).toBe(delivery);
  });
});

describe('the outcome of the user’s work', () => {
  it.each([
    ['at once', () => 7],
    ['later', async () => 7],
    ['by a promise of another make', () => process.getBuiltinModule('node:vm').runInNewContext('Promise.resolve(7)')],
  ])('gives what it gives: %s', async (_what, work) => {
    expect(await invocation().outcomeOf(work())).toBe(7);
  });

  it.each([
    ['at once', () => raise('no')],
    ['later', async () => raise('no')],
    ['as it is waited for', () => Object.defineProperty({}, 'then', { value: () => raise('no') })],
  ])('fails with what it throws: %s', async (_what, work) => {
    const failed = invocation();
    await expect((async () => failed.outcomeOf(work()))()).rejects.toBe('no');
    expect(failed.isWaitedFor).toBe(false);
  });

  it('waits for nothing where the work is done at once', () => {
    const done = invocation();
    expect(done.outcomeOf(7)).toBe(7);
    expect(done.isWaitedFor).toBe(false);
  });

  it('fails with an interruption, whatever the work does then', async () => {
    const interrupted = invocation();
    const work = Promise.withResolvers<number>();
    const wait = interrupted.outcomeOf(work.promise);
    expect(interrupted.isWaitedFor).toBe(true);
    interrupted.interrupt('left behind');
    work.resolve(7);
    await expect(wait).rejects.toBe('left behind');
    expect(interrupted.isWaitedFor).toBe(false);
  });

  it('is over when the work is: an interruption changes nothing then', async () => {
    const done = invocation();
    const wait = done.outcomeOf(Promise.resolve(7));
    await wait;
    expect(done.isWaitedFor).toBe(false);
    done.interrupt('late');
    expect(await wait).toBe(7);
  });
});

function raise(error: unknown): never {
  throw error;
}
