import { describe, expect, it } from 'vitest';
import { receivedInvocation, servicesOn } from '../../test/invocations.ts';
import { accepted, invocationPath, ScriptedPlatform } from '../../test/scripted-platform.ts';
import type { Reply } from './reply.ts';

const done: Reply = { kind: 'text', body: 'done' };

describe('an invocation', () => {
  it('has one response', async () => {
    const platform = new ScriptedPlatform(accepted);
    const invocation = receivedInvocation('id-1', {}, servicesOn(platform));
    await invocation.respond(done);
    expect(() => invocation.respond(done)).toThrow(
      expect.objectContaining({ name: 'AlreadyAnsweredError', message: expect.stringContaining('id-1') }),
    );
    expect(platform.requests).toMatchObject([{ path: invocationPath('id-1'), body: 'done' }]);
  });

  it('has its response as soon as that is being sent', () => {
    const invocation = receivedInvocation('id-1', {}, servicesOn(new ScriptedPlatform('nothing')));
    expect(invocation.delivery).toBeUndefined();
    const delivery = invocation.respond(done);
    expect(invocation.delivery).toBe(delivery);
  });

  it('can be opened once, because the headers and the text of the event are dropped then', async () => {
    const services = servicesOn(new ScriptedPlatform());
    const invocation = receivedInvocation('id-1', {}, services);
    expect(invocation.open()).toMatchObject({ event: {}, context: { awsRequestId: 'id-1' } });
    expect(() => invocation.open()).toThrow('invocation id-1 is already open');
  });

  it('knows the remaining time once it is open', async () => {
    const services = servicesOn(new ScriptedPlatform());
    const deadline = { 'lambda-runtime-deadline-ms': String(Date.now() + 60_000) };
    const invocation = receivedInvocation('id-1', deadline, services);
    expect(invocation.remainingTime).toBeUndefined();
    invocation.open();
    expect(invocation.remainingTime).toBeGreaterThan(50_000);
  });
});

describe('the outcome of the user’s work', () => {
  it.each([
    ['a value', () => 7],
    ['a promise', async () => 7],
    ['a promise of another realm', () => process.getBuiltinModule('node:vm').runInNewContext('Promise.resolve(7)')],
  ])('is its result: %s', async (_name, work) => {
    expect(await receivedInvocation().outcomeOf(work())).toBe(7);
  });

  it.each([
    ['a synchronous error', () => raise('no')],
    ['a rejection', async () => raise('no')],
    ['an error in `then`', () => Object.defineProperty({}, 'then', { value: () => raise('no') })],
  ])('is its error: %s', async (_name, work) => {
    const failed = receivedInvocation();
    await expect((async () => failed.outcomeOf(work()))()).rejects.toBe('no');
    expect(failed.isWaiting).toBe(false);
  });

  it('is returned without waiting if it is not a promise', () => {
    const finished = receivedInvocation();
    expect(finished.outcomeOf(7)).toBe(7);
    expect(finished.isWaiting).toBe(false);
  });

  it('is the error of an interruption, whatever the work does afterwards', async () => {
    const interrupted = receivedInvocation();
    const work = Promise.withResolvers<number>();
    const wait = interrupted.outcomeOf(work.promise);
    expect(interrupted.isWaiting).toBe(true);
    interrupted.interrupt('left over');
    work.resolve(7);
    await expect(wait).rejects.toBe('left over');
    expect(interrupted.isWaiting).toBe(false);
  });

  it('does not change if the interruption comes after the end of the work', async () => {
    const finished = receivedInvocation();
    const wait = finished.outcomeOf(Promise.resolve(7));
    await wait;
    expect(finished.isWaiting).toBe(false);
    finished.interrupt('late');
    expect(await wait).toBe(7);
  });
});

function raise(error: unknown): never {
  throw error;
}
