import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runInNewContext } from 'node:vm';
import { Context } from '@alr/context';
import { Writer } from '@alr/writer';
import { describe, expect, it } from 'vitest';
import { FakeProcess } from '../../test/fake-process.ts';
import { until } from '../../test/until.ts';
import { HttpResponseStream, type ResponseStream, streamifyResponse } from '../aws-compat/awslambda.ts';
import { type Invocable, invoke } from '../testing.ts';
import { functionAdapter, type PlainFunction } from './function-adapter.ts';

const context = Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'id-1' }, {});

type Callback = (error?: unknown, value?: unknown) => void;
type CallbackHandler = (event: unknown, context: Context, callback: Callback) => unknown;

/** The outcome of calling a function in the callback style. */
async function call(fn: CallbackHandler, fakeProcess = new FakeProcess()): Promise<unknown> {
  return functionAdapter(fn as PlainFunction, fakeProcess.host, console).handler({}, context);
}

async function responseOf(fn: Invocable, event: unknown = {}): Promise<string | undefined> {
  return (await invoke(fn, event)).reply;
}

describe('a plain function', () => {
  it('gets the event and the context', async () => {
    const fn = (event: unknown, { functionName }: Context) => ({ event, functionName });
    expect(await responseOf(fn, [1])).toBe('{"event":[1],"functionName":"test"}');
  });

  it.each([
    ['a string', 'text', '"text"'],
    ['undefined', undefined, 'null'],
    ['an object', { a: 1 }, '{"a":1}'],
  ])('has its result sent as JSON: %s', async (_name, result, response) => {
    expect(await responseOf(async () => result)).toBe(response);
    expect(await responseOf((_event: unknown) => result)).toBe(response);
  });

  it('fails with the error that it throws, with a `trace` as in AWS’s Node runtime', async () => {
    const { error } = await invoke(() => {
      throw new RangeError('too much');
    }, {});
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'too much' });
    expect(error?.trace?.[0]).toBe('RangeError: too much');
  });

  it('may return a promise of another realm', async () => {
    expect(await responseOf(() => runInNewContext('Promise.resolve(7)'))).toBe('7');
  });
});

describe('a function in the callback style', () => {
  it('responds with the value that it calls back with', async () => {
    expect(await call((_event, _context, callback) => callback(null, 'done'))).toBe('done');
    expect(await call((_event, _context, callback) => void setImmediate(callback, undefined, 'later'))).toBe('later');
  });

  it('responds with null if it calls back without a value', async () => {
    expect(await responseOf((_event: unknown, _context: Context, callback: Callback) => callback())).toBe('null');
  });

  it.each([
    ['an error', new Error('no')],
    ['a string', 'no'],
    ['false', false],
  ])('fails with the error that it calls back with: %s', async (_name, error) => {
    await expect(call((_event, _context, callback) => callback(error))).rejects.toBe(error);
  });

  it('is settled by its first callback: later ones have no effect, and neither has an error that it throws', async () => {
    const twice: CallbackHandler = (_event, _context, callback) => {
      callback(null, 'first');
      callback(null, 'second');
      throw new Error('third');
    };
    expect(await call(twice)).toBe('first');
  });

  it('may return a promise instead', async () => {
    expect(await call(async (_event, _context, _callback) => 'promised')).toBe('promised');
  });

  it('fails with the error that it throws', async () => {
    const throwing: CallbackHandler = (_event, _context, _callback) => {
      throw new Error('at once');
    };
    await expect(call(throwing)).rejects.toThrow('at once');
  });

  it('gets its callback through a wrapper that hides its parameters', async () => {
    const wrapped: CallbackHandler = (_event, _context, callback) => void setImmediate(callback, null, 'wrapped');
    expect(await call((...args) => wrapped(...args))).toBe('wrapped');
  });

  it('responds with undefined if it never calls back and the event loop is empty', async () => {
    const fakeProcess = new FakeProcess();
    const result = call((_event, _context, _callback) => {}, fakeProcess);
    fakeProcess.emit('beforeExit', 0);
    expect(await result).toBeUndefined();
  });

  it('leaves no listeners on the process', async () => {
    const fakeProcess = new FakeProcess();
    for (let i = 0; i < 20; i++) {
      await call((_event, _context, callback) => void setImmediate(callback), fakeProcess);
    }
    await expect(call((_event, _context, callback) => callback('no'), fakeProcess)).rejects.toBe('no');
    expect(fakeProcess.listenerTotal).toBe(0);
  });
});

describe('a streaming function', () => {
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

  it('may set the content type before the first write', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      stream.setContentType('text/html');
      stream.end('<p>');
    });
    expect(result.contentType).toBe('text/html');
  });

  it('may set status, headers and cookies before the first write', async () => {
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
  ])('cannot do so after the first write: %s', async (method, use) => {
    const { error } = await invokeStreaming(async (_event, stream) => {
      await new Promise((resolve) => stream.write('first', resolve));
      use(stream);
    });
    expect(error).toMatchObject({
      errorType: 'Runtime.InvalidStreamingOperation',
      errorMessage: `${method} must come before the first write`,
    });
  });

  it('may pipe another stream into its own', async () => {
    const result = await invokeStreaming((_event, stream) => pipeline(Readable.from(['all ', 'of it']), stream));
    expect(textOf(result)).toBe('all of it');
  });

  it('may return while another stream is still piped into its own', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      Readable.from(['all ', 'of it']).pipe(stream);
    });
    expect(textOf(result)).toBe('all of it');
  });

  it('may write text in any encoding', async () => {
    const result = await invokeStreaming(async (_event, stream) => {
      stream.write('68656c6c6f', 'hex');
      stream.end('ü', 'utf-8');
    });
    expect(textOf(result)).toBe('helloü');
  });

  it.each([
    ['the error that it throws', () => Promise.reject(new RangeError('no further'))],
    ['the error of the stream that it pipes', (stream: ResponseStream) => pipeline(failing(), stream)],
  ])('fails after its first write with %s', async (_name, fail) => {
    const { error, chunks } = await invokeStreaming(async (_event, stream) => {
      await new Promise((resolve) => stream.write('first', resolve));
      await fail(stream);
    });
    expect(chunks.map(String)).toEqual(['first']);
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'no further' });
  });

  it('fails like any function if it has written nothing', async () => {
    const { error, chunks } = await invokeStreaming(() => Promise.reject(new RangeError('nothing yet')));
    expect(chunks).toEqual([]);
    expect(error).toMatchObject({ errorMessage: 'nothing yet' });
  });

  it('fails if it destroys its stream before the end', async () => {
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

describe('a response stream that is never ended', () => {
  const neverEnding = streamifyResponse(async (_event: unknown, stream: ResponseStream) => {
    stream.write('started');
  });

  /** Runs the handler until it waits for the end of its stream. */
  async function waiting(deadlineMs: number) {
    const fakeProcess = new FakeProcess();
    const warnings: unknown[] = [];
    const logger = { warn: (message: unknown) => void warnings.push(message) };
    const ending = Context.fromHeaders(
      { 'lambda-runtime-aws-request-id': 'id-1', 'lambda-runtime-deadline-ms': String(deadlineMs) },
      {},
    );
    const produce = functionAdapter(neverEnding as PlainFunction, fakeProcess.host, logger).handler({}, ending) as (
      writer: Writer,
    ) => Promise<void>;
    const producing = produce(new Writer({ start() {}, write: () => undefined, end: async () => {} }));
    producing.catch(() => {});
    await until(() => fakeProcess.listenerTotal > 0);
    return { fakeProcess, producing, warnings };
  }

  it('fails the invocation with that cause if nothing is left that could end it', async () => {
    const { fakeProcess, producing } = await waiting(Date.now() + 60_000);
    fakeProcess.emit('beforeExit', 0);
    await expect(producing).rejects.toMatchObject({
      name: 'Runtime.InvalidStreamingOperation',
      message: expect.stringContaining('its response stream was never ended: call responseStream.end()'),
    });
    expect(fakeProcess.listenerTotal).toBe(0);
  });

  it('is logged with that cause before the invocation times out', async () => {
    const { warnings } = await waiting(Date.now());
    await until(() => warnings.length > 0);
    expect(warnings).toEqual([expect.stringContaining('is about to time out: the handler has returned, but')]);
  });
});

describe('a function without parameters that returns nothing', () => {
  it.each<[string, () => unknown]>([
    ['an arrow function', () => {}],
    ['one that spreads a list', () => void [...[1]]],
    [
      'a function',
      function plain() {
        return undefined;
      },
    ],
  ])('responds at once, since it cannot call back: %s', async (_name, fn) => {
    const fakeProcess = new FakeProcess();
    expect(await call(fn, fakeProcess)).toBeUndefined();
    expect(fakeProcess.listenerTotal).toBe(0);
  });
});
