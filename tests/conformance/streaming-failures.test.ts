import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { type Behaviour, rejectWith } from './server/behaviours.ts';
import type { Exchange } from './server/exchange.ts';
import { rejection } from './server/responses.ts';

/** A class whose handler runs these statements; it echoes the event `fine`. */
const streaming = (statements: string): string =>
  classHandler(`async handler(event) {
    return event === 'fine' ? 'fine' : async (writer) => { ${statements} };
  }`);

/** The error in the trailers of a stream. */
function trailersOf(response: Exchange): { type: string | undefined; body: unknown } {
  const body = response.trailer('lambda-runtime-function-error-body');
  return {
    type: response.trailer('lambda-runtime-function-error-type'),
    body: body === undefined ? undefined : JSON.parse(Buffer.from(body, 'base64').toString()),
  };
}

/** Responds at the first chunk, and reads and ignores the rest. */
const rejectAtFirstChunk =
  (status: number, errorType: string): Behaviour =>
  async (exchange) => {
    await exchange.nextChunk();
    await exchange.send(rejection(status, errorType));
  };

const resetAtFirstChunk: Behaviour = async (exchange) => {
  await exchange.nextChunk();
  exchange.reset();
};

describe('a stream that fails', () => {
  it('in the middle ends with the error in the trailers, and the loop continues', async () => {
    await using lambda = await start(streaming(`await writer.write('so far'); throw new RangeError('no further');`));
    const response = await lambda.invoke();
    expect(response).toMatchObject({ call: 'response', text: 'so far' });
    expect(trailersOf(response)).toEqual({
      type: 'Function.RangeError',
      body: {
        errorType: 'RangeError',
        errorMessage: 'no further',
        stackTrace: expect.arrayContaining([expect.stringContaining('app.mjs')]),
      },
    });
    await lambda.process.logged(/no further/);
    expect((await lambda.invoke('fine')).text).toBe('fine');
    expect(lambda.api.all('error')).toEqual([]);
  });

  it('before the first byte is an ordinary error', async () => {
    await using lambda = await start(streaming(`throw new RangeError('at once');`));
    const response = await lambda.invoke();
    expect(response).toMatchObject({ call: 'error' });
    expect(response.header('lambda-runtime-function-error-type')).toBe('Function.RangeError');
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });

  it('by abort ends with that error in the trailers', async () => {
    await using lambda = await start(
      streaming(`await writer.write('a'); await writer.abort(new RangeError('aborted'));`),
    );
    expect(trailersOf(await lambda.invoke())).toMatchObject({
      type: 'Function.RangeError',
      body: { errorMessage: 'aborted' },
    });
  });

  it.each([
    [
      'a Readable',
      `const { Readable } = await import('node:stream'); return Readable.from((async function* () { yield 'a'; throw new RangeError('broken'); })());`,
    ],
    ['an async generator', `return (async function* () { yield 'a'; throw new RangeError('broken'); })();`],
    [
      'a ReadableStream',
      `let n = 0; return new ReadableStream({ pull(c) { if (n++) throw new RangeError('broken'); c.enqueue(new TextEncoder().encode('a')); } });`,
    ],
  ])('as %s ends with the error in the trailers', async (_, statements) => {
    await using lambda = await start(classHandler(`async handler() { ${statements} }`));
    const response = await lambda.invoke();
    expect(response.text).toBe('a');
    expect(trailersOf(response)).toMatchObject({ type: 'Function.RangeError', body: { errorMessage: 'broken' } });
  });

  it('with a message of a megabyte has a small, valid trailer', async () => {
    await using lambda = await start(streaming(`await writer.write('a'); throw new Error('ä😀'.repeat(300_000));`));
    const { type, body } = trailersOf(await lambda.invoke());
    expect(type).toBe('Function.Error');
    expect(body).toMatchObject({ errorType: 'Error' });
  });

  it('with a write after close fails the write, not the response', async () => {
    await using lambda = await start(
      streaming(
        `await writer.write('a'); await writer.close(); await writer.write('b').catch((e) => console.error('refused', e.name));`,
      ),
    );
    expect((await lambda.invoke()).text).toBe('a');
    await lambda.process.logged(/refused \w+/);
  });
});

describe('a stream that the API rejects in the middle', () => {
  it.each([
    ['with 413', rejectAtFirstChunk(413, 'RequestEntityTooLarge')],
    ['with 410', rejectAtFirstChunk(410, 'InvocationGone')],
    ['with 400', rejectAtFirstChunk(400, 'InvalidRequestID')],
    ['by a reset', resetAtFirstChunk],
  ])('%s stops its producer and is logged, and the loop continues', async (_, behaviour) => {
    await using lambda = await start(
      classHandler(`async handler(event) {
        if (event === 'fine') return event;
        return (async function* () { try { for (;;) yield 'x'.repeat(10_000); } finally { console.error('stopped'); } })();
      }`),
      { api: (api) => api.once('response', behaviour) },
    );
    lambda.api.next();
    await lambda.process.logged(/stopped/);
    expect((await lambda.invoke('fine')).text).toBe('fine');
    expect(lambda.api.all('error')).toEqual([]);
    expect((await lambda.log()).replace('stopped', '').trim()).not.toBe('');
  });

  it('fails the writes of the function', async () => {
    await using lambda = await start(
      streaming(
        `try { for (;;) await writer.write('x'.repeat(10_000)); } catch (error) { console.error('failed', error.name); }`,
      ),
      { api: (api) => api.once('response', rejectAtFirstChunk(410, 'InvocationGone')) },
    );
    lambda.api.next();
    await lambda.process.logged(/failed \w+/);
    expect((await lambda.invoke('fine')).text).toBe('fine');
  });

  it('with 500 ends the process', async () => {
    await using lambda = await start(streaming(`for (;;) await writer.write('x'.repeat(10_000));`), {
      api: (api) => api.once('response', rejectAtFirstChunk(500, 'InternalServerError')),
    });
    lambda.api.next();
    expect((await lambda.exited).code).toBeGreaterThan(0);
  });
});

describe('a stream that the API rejects at its end', () => {
  it.each([
    [410, 'InvocationGone'],
    [413, 'RequestEntityTooLarge'],
  ])('with %i %s is logged, and the loop continues', async (status, errorType) => {
    await using lambda = await start(streaming(`await writer.write('a');`), {
      api: (api) => api.once('response', rejectWith(status, errorType)),
    });
    await lambda.invoke();
    expect((await lambda.invoke('fine')).text).toBe('fine');
    await lambda.process.logged(new RegExp(String(status)));
  });
});

describe('a streamified plain function', () => {
  const streamified = (fn: string): string => plainHandler(`awslambda.streamifyResponse(${fn})`);

  it('that rejects in the middle ends with the error in the trailers', async () => {
    await using lambda = await start(
      streamified(`async (event, stream) => { stream.write('a'); throw new RangeError('no further'); }`),
    );
    const response = await lambda.invoke();
    expect(response.text).toBe('a');
    expect(trailersOf(response).type).toBe('Function.RangeError');
  });

  it('whose stream is destroyed ends with the error in the trailers', async () => {
    await using lambda = await start(
      streamified(
        `async (event, stream) => { await new Promise((resolve) => stream.write('a', resolve)); stream.destroy(new RangeError('destroyed')); }`,
      ),
    );
    const response = await lambda.invoke();
    expect(response.text).toBe('a');
    expect(trailersOf(response)).toMatchObject({ type: 'Function.RangeError', body: { errorMessage: 'destroyed' } });
  });

  it('that rejects before the first byte is an ordinary error', async () => {
    await using lambda = await start(streamified(`async () => { throw new RangeError('at once'); }`));
    expect((await lambda.invoke()).header('lambda-runtime-function-error-type')).toBe('Function.RangeError');
  });
});
