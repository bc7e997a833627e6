import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, withSignals } from './function/handler-source.ts';
import { startConcurrent } from './function/lambda.ts';
import { rejectWith } from './server/behaviours.ts';

describe('concurrent invocations', () => {
  it('are requested by as many polls as may be open', async () => {
    await using lambda = await startConcurrent(ECHO, 5);
    for (let poll = 0; poll < 5; poll += 1) await lambda.api.request('next');
    expect(lambda.api.all('response')).toEqual([]);
  });

  it('do not wait for one another', async () => {
    await using lambda = await startConcurrent(
      withSignals(classHandler(`async handler(event) { if (event === 'slow') await signalled(); return event; }`)),
      2,
    );
    const slow = lambda.api.next({ event: 'slow' }).id;
    for (const event of ['a', 'b', 'c']) expect((await lambda.invoke(event)).text).toBe(event);
    lambda.process.kill('SIGUSR2');
    expect(await lambda.api.response()).toMatchObject({ requestId: slow, text: 'slow' });
  });
});

describe('a failure of a concurrent invocation', () => {
  it.each([
    ['throws', `throw new RangeError('on purpose');`, 'Function.RangeError'],
    ['leaves a rejection', `Promise.reject(new RangeError('on purpose')); await new Promise(() => {});`, undefined],
    [
      'leaves an exception',
      `setImmediate(() => { throw new RangeError('on purpose'); }); await new Promise(() => {});`,
      undefined,
    ],
  ])('that %s does not affect the others', async (_, statements, type) => {
    await using lambda = await startConcurrent(
      withSignals(
        classHandler(`async handler(event) {
          if (event === 'fail') { ${statements} }
          if (event === 'wait') await signalled();
          return event;
        }`),
      ),
      3,
    );
    const waiting = lambda.api.next({ event: 'wait' }).id;
    const failing = lambda.api.next({ event: 'fail' }).id;
    const response = await lambda.api.response();
    expect(response).toMatchObject({ call: 'error', requestId: failing });
    expect(response.text).toContain('on purpose');
    if (type) expect(response.header('lambda-runtime-function-error-type')).toBe(type);
    lambda.process.kill('SIGUSR2');
    expect(await lambda.api.response()).toMatchObject({ call: 'response', requestId: waiting });
    for (const event of ['a', 'b', 'c', 'd']) expect((await lambda.invoke(event)).text).toBe(event);
  });

  it('whose response was too late does not affect the others', async () => {
    await using lambda = await startConcurrent(ECHO, 2, {
      api: (api) => api.once('response', rejectWith(410, 'InvocationGone')),
    });
    for (let i = 0; i < 4; i += 1) expect((await lambda.invoke()).call).toBe('response');
    await lambda.process.logged(/410/);
  });

  it('ends the process if the API fails', async () => {
    await using lambda = await startConcurrent(ECHO, 2, {
      api: (api) => api.once('response', rejectWith(500, 'InternalServerError')),
    });
    await lambda.invoke();
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });
});
