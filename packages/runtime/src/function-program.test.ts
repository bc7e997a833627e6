import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runInNewContext } from 'node:vm';
import { Context } from '@alr/context';
import { describe, expect, it } from 'vitest';
import { HttpResponseStream, type ResponseStream, streamifyResponse } from './aws-compat/awslambda.ts';
import { functionProgram, type PlainFunction } from './function-program.ts';
import { type Invocable, invoke } from './testing.ts';

const CONTEXT = Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'id-1' }, {});

type Callback = (error?: unknown, value?: unknown) => void;
type CallbackHandler = (event: unknown, context: Context, callback: Callback) => unknown;

/** What the invocation of a function in the callback style comes to. */
async function settle(fn: CallbackHandler): Promise<unknown> {
  return functionProgram(fn as PlainFunction).handler({}, CONTEXT);
}

async function replyOf(fn: Invocable, event: unknown = {}): Promise<string | undefined> {
  return (await invoke(fn, event)).reply;
}

describe('a plain function', () => {
  it('gets the event and the context', async () => {
    const fn = (event: unknown, { functionName }: Context) => ({ event, functionName });
    expect(await replyOf(fn, [1])).toBe('{"event":[1],"functionName":"test"}');
  });

  it.each([
    ['a string', 'text', '"text"'],
    ['nothing', undefined, 'null'],
    ['an object', { a: 1 }, '{"a":1}'],
  ])('has what it returns sent as JSON: %s', async (_what, result, reply) => {
    expect(await replyOf(async () => result)).toBe(reply);
    expect(await replyOf((_event: unknown) => result)).toBe(reply);
  });

  it('fails with what it throws, with a `trace` as in AWS’s Node runtime', async () => {
    const { error } = await invoke(() => {
      throw new RangeError('too much');
    }, {});
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'too much' });
    expect(error?.trace?.[0]).toBe('RangeError: too much');
  });

  it('may return a promise of another make', async () => {
    expect(await replyOf(() => runInNewContext('Promise.resolve(7)'))).toBe('7');
  });
});

describe('a function in the callback style', () => {
  it('answers with what it calls back', async () => {
    expect(await settle((_event, _context, callback) => callback(null, 'done'))).toBe('done');
    expect(await settle((_event, _context, callback) => void setImmediate(callback, undefined, 'later'))).toBe('later');
  });

  it('answers null where it calls back with nothing', async () => {
    expect(await replyOf((_event: unknown, _context: Context, callback: Callback) => callback())).toBe('null');
  });

  it.each([
    ['an error', new Error('no')],
    ['a string', 'no'],
    ['false', false],
  ])('fails with what it calls back as an error: %s', async (_what, error) => {
    await expect(settle((_event, _context, callback) => callback(error))).rejects.toBe(error);
  });

  it('is settled by its first call: later ones change nothing, nor does what it throws', async () => {
    const twice: CallbackHandler = (_event, _context, callback) => {
      callback(null, 'first');
      callback(null, 'second');
      throw new Error('third');
    };
    expect(await settle(twice)).toBe('first');
  });

  it('may settle by a promise instead', async () => {
    expect(await settle(async (_event, _context, _callback) => 'promised')).toBe('promised');
  });

  it('fails with what it throws', async () => {
    const throwing: CallbackHandler = (_event, _context, _callback) => {
      throw new Error('at once');
    };
    await expect(settle(throwing)).rejects.toThrow('at once');
  });

  it('gets its callback through a wrapper that hides its parameters', async () => {
    const wrapped: CallbackHandler = (_event, _context, callback) => void setImmediate(callback, null, 'wrapped');
    expect(await settle((...args) => wrapped(...args))).toBe('wrapped');
  });

  it('answers null where it never calls back, once nothing is left to run', async () => {
    const result = settle((_event, _context, _callback) => {});
    process.emit('beforeExit', 0);
    expect(await result).toBeUndefined();
  });

  it('leaves nothing behind in the process', async () => {
    const before = process.listenerCount('beforeExit');
    for (let i = 0; i < 20; i++) await settle((_event, _context, callback) => void setImmediate(callback));
    await expect(settle((_event, _context, callback) => callback('no'))).rejects.toBe('no');
    expect(process.listenerCount('beforeExit')).toBe(before);
  });
});

describe('a function that streams', () => {
  type Handler = (event: never, responseStream: ResponseStream, context: Context) => Promise<unknown>;
  const invokeStreaming = (handler: Handler) => invoke(streamifyResponse(handler), { name: 'Ada' });
  const textOf = ({ chunks }: { chunks: readonly Buffer[] }) => Buffer.concat(chunks).toString();

  it('writes its response to a stream, chunk by chunk', async () => {
    const result = await invokeStreaming(async (event: { name: string }, stream) => {
      stream.write('Hello, ');
      stream.write(Buffer.from(event.name));
      stream.end('!');
    });
    expect(result.chunks.map(String)).toEqual(['Hello, ', 'Ada', '!']);
    expect(result.contentType).toBe('application/octet-stream');
  });

  it('gets the context as its third argument', async () => {
    const result = await invokeStreaming(async (_event, stream, context) => stream.end(context.functionName));
    expect(textOf(result)).toBe('test');
  });

  it('sets the content type before the first write', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      stream.setContentType('text/html');
      stream.end('<p>');
    });
    expect(result.contentType).toBe('text/html');
  });

  it('sets status, headers and cookies before the first write', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      const response = HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': '1' }, cookies: ['a=b'] });
      response.end('made');
    });
    expect(result.httpResponse).toMatchObject({ statusCode: 201, headers: { 'x-a': '1' }, cookies: ['a=b'] });
    expect(textOf(result)).toBe('made');
  });

  it.each([
    ['setContentType', (stream: ResponseStream) => stream.setContentType('text/html')],
    ['HttpResponseStream.from', (stream: ResponseStream) => HttpResponseStream.from(stream, {})],
  ])('can’t do so after it: %s', async (call, use) => {
    const { error } = await invokeStreaming(async (_event, stream) => {
      await new Promise((resolve) => stream.write('first', resolve));
      use(stream);
    });
    expect(error).toMatchObject({
      errorType: 'Runtime.InvalidStreamingOperation',
      errorMessage: `${call} must come before the first write`,
    });
  });

  it('may be fed by another stream', async () => {
    const result = await invokeStreaming((_event, stream) => pipeline(Readable.from(['all ', 'of it']), stream));
    expect(textOf(result)).toBe('all of it');
  });

  it('may return while another stream still feeds it', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      Readable.from(['all ', 'of it']).pipe(stream);
    });
    expect(textOf(result)).toBe('all of it');
  });

  it('may write text in another encoding', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      stream.write('68656c6c6f', 'hex');
      stream.end('ü', 'utf-8');
    });
    expect(textOf(result)).toBe('helloü');
  });

  it.each([
    ['what it throws', () => Promise.reject(new RangeError('no further'))],
    ['what its source fails with', (stream: ResponseStream) => pipeline(failing(), stream)],
  ])('fails in the middle with %s', async (_what, fail) => {
    const { error, chunks } = await invokeStreaming(async (_event, stream) => {
      await new Promise((resolve) => stream.write('first', resolve));
      await fail(stream);
    });
    expect(chunks.map(String)).toEqual(['first']);
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'no further' });
  });

  it('fails as any function does where it has written nothing', async () => {
    const { error, chunks } = await invokeStreaming(() => Promise.reject(new RangeError('nothing yet')));
    expect(chunks).toEqual([]);
    expect(error).toMatchObject({ errorMessage: 'nothing yet' });
  });

  it('fails where it destroys its stream before the end', async () => {
    const { error } = await invokeStreaming(async (_event, stream) => {
      stream.write('first');
      stream.destroy();
    });
    expect(error?.errorMessage).toBe('the response stream was destroyed before its end');
  });

  it('must be async', async () => {
    const { error } = await invoke(streamifyResponse((() => 'not a promise') as unknown as Handler), {});
    expect(error?.errorType).toBe('Runtime.MalformedStreamingHandler');
  });
});

async function* failing() {
  yield* [];
  throw new RangeError('no further');
}
