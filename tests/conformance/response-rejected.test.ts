import { describe, expect, it } from 'vitest';
import { classHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import {
  rejectEarly,
  rejectWith,
  resetAfter,
  resetWhileReading,
  respondInPieces,
  respondWith,
} from './server/behaviours.ts';
import { accepted } from './server/responses.ts';

/** Returns its event, or throws it if it is the text `fail`. */
const ECHO_OR_FAIL = classHandler(`async handler(event) {
  if (event === 'fail') throw new Error('failed on purpose');
  return JSON.stringify(event);
}`);

const LARGE = 7_000_000;
const LARGE_REPLY = classHandler(`async handler(event) { return event === 'large' ? 'x'.repeat(${LARGE}) : 'small'; }`);

describe('a response that the API rejects', () => {
  it.each([
    ['response', 400, 'InvalidRequestID'],
    ['response', 400, 'InvalidFunctionResponseMode'],
    ['response', 403, 'InvalidStateTransition'],
    ['response', 410, 'InvocationGone'],
    ['response', 413, 'RequestEntityTooLarge'],
    ['error', 400, 'InvalidRequestID'],
    ['error', 403, 'InvalidStateTransition'],
    ['error', 410, 'InvocationGone'],
  ] as const)('(%s, %i %s) is logged, not sent again, and the loop continues', async (call, status, errorType) => {
    await using lambda = await start(ECHO_OR_FAIL, { api: (api) => api.once(call, rejectWith(status, errorType)) });
    expect(await lambda.invoke(call === 'error' ? 'fail' : 'refused')).toMatchObject({ call });
    expect(await lambda.invoke('next')).toMatchObject({ call: 'response', text: '"next"' });
    expect(await lambda.process.logged(new RegExp(String(status)))).toContain(String(status));
    expect(lambda.api.all('response').length + lambda.api.all('error').length).toBe(2);
  });

  it.each(['response', 'error'] as const)('(%s, 500) ends the process, promptly', async (call) => {
    await using lambda = await start(ECHO_OR_FAIL, {
      api: (api) => api.once(call, rejectWith(500, 'InternalServerError')),
    });
    await lambda.invoke(call === 'error' ? 'fail' : 'refused');
    expect((await lambda.exited).code).toBeGreaterThan(0);
    expect(await lambda.log()).toContain('500');
    expect(lambda.api.all('next')).toHaveLength(1);
  });

  it('for its size is logged with the size and the limit', async () => {
    await using lambda = await start(LARGE_REPLY, {
      api: (api) => api.once('response', rejectWith(413, 'RequestEntityTooLarge')),
    });
    await lambda.invoke('large');
    expect((await lambda.invoke()).text).toBe('small');
    expect(await lambda.log()).toMatch(/7[,_.]?000[,_.]?000/);
    expect(await lambda.log()).toMatch(/6[,_.]?291[,_.]?556/);
  });

  it('before it is complete is abandoned at once, and the loop continues', async () => {
    await using lambda = await start(LARGE_REPLY, {
      api: (api) => api.once('response', rejectEarly(413, 'RequestEntityTooLarge')),
    });
    lambda.api.next({ event: 'large' });
    await lambda.process.logged(/413/);
    expect((await lambda.invoke()).text).toBe('small');
  });
});

describe('a response whose connection is reset', () => {
  it.each([
    ['before the response', resetAfter(Buffer.alloc(0))],
    ['in the middle of the response', resetAfter(accepted().subarray(0, 20))],
    ['while it is being sent', resetWhileReading],
  ])('%s is logged and never sent twice, and the loop continues', async (_, behaviour) => {
    await using lambda = await start(LARGE_REPLY, { api: (api) => api.once('response', behaviour) });
    lambda.api.next({ event: 'large' });
    await lambda.api.request('response');
    lambda.api.next({ event: 'next' });
    const second = await lambda.api.request('response');
    await second.completed;
    expect(second.text).toBe('small');
    expect(lambda.api.all('response')).toHaveLength(2);
    expect(lambda.api.all('error')).toEqual([]);
    expect(await lambda.log()).not.toBe('');
  });

  it('is not sent twice if it is an error either', async () => {
    await using lambda = await start(ECHO_OR_FAIL, { api: (api) => api.once('error', resetAfter(Buffer.alloc(0))) });
    await lambda.invoke('fail');
    expect((await lambda.invoke('next')).text).toBe('"next"');
    expect(lambda.api.all('error')).toHaveLength(1);
  });
});

describe('the acknowledgement of a response', () => {
  it.each([
    ['without a body', 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'],
    ['in chunks', 'HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    [
      'with chunks that have trailers and extensions',
      'HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nA: b\r\n\r\n',
    ],
    ['without a reason', 'HTTP/1.1 202 \r\nContent-Length: 2\r\n\r\nOK'],
    ['after an interim one', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nOK'],
    ['with no content', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('%s is accepted', async (_, bytes) => {
    await using lambda = await start(ECHO_OR_FAIL, { api: (api) => api.once('response', respondWith(bytes)) });
    await lambda.invoke('first');
    expect((await lambda.invoke('second')).text).toBe('"second"');
    expect(await lambda.log()).toBe('');
  });
});

describe('an acknowledgement that arrives byte by byte', () => {
  it('is awaited', async () => {
    const bytes = accepted();
    const everywhere = Array.from(bytes, (_, index) => index);
    await using lambda = await start(ECHO_OR_FAIL, {
      api: (api) => api.once('response', respondInPieces(bytes, everywhere)),
    });
    await lambda.invoke('first');
    expect((await lambda.invoke('second')).text).toBe('"second"');
  });
});

describe('a response without an acknowledgement', () => {
  it('ends the process after the timeout of the class', async () => {
    const impatient = classHandler(`constructor() { super({ timeout: 0.2 }); } async handler() { return 'sent'; }`);
    await using lambda = await start(impatient, { api: (api) => api.once('response', () => {}) });
    await lambda.invoke();
    expect((await lambda.exited).code).toBe(1);
    expect(await lambda.log()).toMatch(/0\.2|200/);
  });
});
