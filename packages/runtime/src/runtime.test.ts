import type { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { describe, expect, it } from 'vitest';
import { createRuntime, ScriptedPlatform } from '../test/scripted-platform.ts';
import { Runtime } from './runtime.ts';
import { invoke } from './testing.ts';

const DISPATCH: unique symbol = Symbol.for('@alr/event.dispatch');

describe('a class that extends Runtime', () => {
  it('handles an event with its context', async () => {
    class Greet extends Runtime {
      override async handler(event: { name: string }, context: Context) {
        return JSON.stringify({ message: `Hello, ${event.name}`, function: context.functionName });
      }
    }
    expect((await invoke(Greet, { name: 'Ada' })).reply).toBe('{"message":"Hello, Ada","function":"test"}');
  });

  it('has finished `init` before its first event', async () => {
    class Shop extends Runtime {
      stock: string | undefined;
      override async init() {
        this.stock = await Promise.resolve('plenty');
      }
      override handler() {
        return this.stock;
      }
    }
    expect((await invoke(Shop, {})).reply).toBe('plenty');
  });

  it('fails to start if `init` throws', async () => {
    class Shop extends Runtime {
      override async init() {
        throw new RangeError('no database');
      }
    }
    const { error, logs } = await invoke(Shop, {});
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'no database' });
    expect(logs).toMatchObject([{ level: 'error' }]);
  });

  it('has a logger whose records carry the request id', async () => {
    class Shop extends Runtime {
      override init() {
        this.logger.info('before');
      }
      override handler() {
        this.logger.info('during');
      }
    }
    const { logs } = await invoke(Shop, {}, { context: { awsRequestId: 'id-7' } });
    expect(logs).toMatchObject([
      { message: 'before', requestId: undefined },
      { message: 'during', requestId: 'id-7' },
    ]);
  });

  it('fails the invocation and logs the error if its handler throws', async () => {
    class Shop extends Runtime {
      override handler() {
        throw new RangeError('sold out');
      }
    }
    const { error, logs } = await invoke(Shop, {});
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'sold out' });
    expect(logs).toMatchObject([{ level: 'error', message: expect.stringContaining('sold out') }]);
  });
});

describe('an option', () => {
  it.each([
    [{ timeout: 0 }, 'the option timeout is 0'],
    [{ timeout: Number.NaN }, 'the option timeout is NaN'],
    [{ timeout: Number.POSITIVE_INFINITY }, 'the option timeout is Infinity'],
    [{ abortBeforeDeadline: -1 }, 'the option abortBeforeDeadline is -1'],
    [{ logLevel: 'loud' }, 'the option logLevel is "loud"'],
  ])('with an invalid value is rejected by the constructor: %o', (options, message) => {
    expect(() => new Runtime(options)).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', message: expect.stringContaining(message) }),
    );
  });

  it('logLevel takes precedence over the environment, and is case-insensitive', async () => {
    class Chatty extends Runtime {
      constructor() {
        super({ logLevel: 'DEBUG' });
      }
      override handler() {
        this.logger.debug('heard');
      }
    }
    expect((await invoke(Chatty, {}, { env: { LOG_LEVEL: 'error' } })).logs).toMatchObject([{ message: 'heard' }]);
  });

  it('abortBeforeDeadline determines when the signal aborts', async () => {
    class Hasty extends Runtime {
      constructor() {
        super({ abortBeforeDeadline: 60_000 });
      }
      override handler(_event: unknown, { signal }: Context) {
        return String(signal.aborted);
      }
    }
    expect((await invoke(Hasty, {})).reply).toBe('true');
  });
});

describe('a response that the handler sends itself', () => {
  it('may be any value that a handler can return', async () => {
    class Early extends Runtime {
      override async handler() {
        await this.sendInvocationResponse({ sent: 'early' });
      }
    }
    expect((await invoke(Early, {})).reply).toBe('{"sent":"early"}');
  });

  it('may be a stream', async () => {
    class Early extends Runtime {
      override async handler() {
        await this.sendStreamingResponse((writer) => writer.write('streamed'));
      }
    }
    expect((await invoke(Early, {})).chunks.map(String)).toEqual(['streamed']);
  });

  it('may be an error, after which the function continues', async () => {
    class Early extends Runtime {
      override async handler() {
        await this.sendInvocationError('no stock', 'NoStock');
        this.logger.info('still here');
      }
    }
    const { error, logs } = await invoke(Early, {});
    expect(error).toMatchObject({ errorType: 'NoStock', errorMessage: 'no stock' });
    expect(logs).toMatchObject([{ message: 'still here' }]);
  });

  it('is the only one: sending a second one rejects', async () => {
    class Twice extends Runtime {
      override async handler() {
        await this.sendInvocationResponse('first');
        await expect(this.sendInvocationResponse('second')).rejects.toMatchObject({
          name: 'AlreadyAnsweredError',
          message: expect.stringContaining('id-7'),
        });
        await expect(this.sendInvocationError('third')).rejects.toThrow('already has a response');
        await expect(this.sendStreamingResponse(() => {})).rejects.toThrow('already has a response');
      }
    }
    const { reply, error } = await invoke(Twice, {}, { context: { awsRequestId: 'id-7' } });
    expect([reply, error]).toEqual(['first', undefined]);
  });

  it('turns the result of the handler into a warning in the log', async () => {
    class Both extends Runtime {
      override async handler() {
        await this.sendInvocationResponse('sent');
        return 'returned';
      }
    }
    const { reply, logs } = await invoke(Both, {});
    expect(reply).toBe('sent');
    expect(logs).toMatchObject([{ level: 'warn', message: expect.stringContaining('was not sent') }]);
  });

  it('turns an error that the handler throws afterwards into an error in the log', async () => {
    class Both extends Runtime {
      override async handler() {
        await this.sendInvocationResponse('sent');
        throw new Error('afterwards');
      }
    }
    const { reply, error, logs } = await invoke(Both, {});
    expect([reply, error]).toEqual(['sent', undefined]);
    expect(logs).toMatchObject([{ level: 'error', message: expect.stringContaining('afterwards') }]);
  });

  it('rejects if it has no JSON, and the handler can still respond', async () => {
    class Big extends Runtime {
      override async handler() {
        await expect(this.sendInvocationResponse(1n)).rejects.toMatchObject({ name: 'Runtime.JSONStringifyError' });
        return 'small';
      }
    }
    expect((await invoke(Big, {})).reply).toBe('small');
  });

  it.each(['sendInvocationResponse', 'sendInvocationError', 'sendStreamingResponse'] as const)(
    'rejects outside of an invocation: %s',
    async (method) => {
      await expect(new Runtime()[method]((() => {}) as never)).rejects.toMatchObject({
        name: 'OutsideInvocationError',
        message: expect.stringContaining(`${method}()`),
      });
    },
  );
});

describe('sendInitError', () => {
  it('reports in `init` why the function cannot start, and the handler never runs', async () => {
    class Unready extends Runtime {
      override async init() {
        await this.sendInitError('no database', 'NoDatabase');
      }
      override handler() {
        throw new Error('this never runs');
      }
    }
    const { error } = await invoke(Unready, {});
    expect(error).toMatchObject({ errorType: 'NoDatabase', errorMessage: 'no database' });
  });

  it('ends the process, whatever `init` does afterwards', async () => {
    const platform = new ScriptedPlatform({ status: 202 });
    class Unready extends Runtime {
      override init() {
        void this.sendInitError('no database');
        throw new Error('and more');
      }
    }
    void createRuntime(platform, Unready).run();
    expect(await platform.exited).toBe(1);
    expect(platform.paths).toEqual(['/2018-06-01/runtime/init/error']);
  });

  it('ends the process even if the report fails', async () => {
    const platform = new ScriptedPlatform(new Error('no API'));
    void createRuntime(platform, Runtime).sendInitError('no database');
    expect(await platform.exited).toBe(1);
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('no API') }]);
  });
});

describe('a loop with nextEvent', () => {
  const event = (id: string, body = '{}') => ({
    status: 200,
    headers: { 'lambda-runtime-aws-request-id': id, 'lambda-runtime-trace-id': `Root=${id}` },
    body,
  });

  it('gets an event and its context, and responds', async () => {
    const platform = new ScriptedPlatform(event('id-1', '{"a":1}'), { status: 202 });
    const runtime = createRuntime(platform, Runtime);
    const { event: received, context } = await runtime.nextEvent();
    expect([received, context.awsRequestId, process.env._X_AMZN_TRACE_ID]).toEqual([{ a: 1 }, 'id-1', 'Root=id-1']);
    await runtime.sendInvocationResponse('done');
    expect(platform.requests.at(-1)).toMatchObject({
      path: '/2018-06-01/runtime/invocation/id-1/response',
      body: 'done',
    });
  });

  it('responds to each event once', async () => {
    const platform = new ScriptedPlatform(event('id-1'), { status: 202 }, event('id-2'), { status: 202 });
    const runtime = createRuntime(platform, Runtime);
    await runtime.nextEvent();
    await runtime.sendInvocationResponse('one');
    await expect(runtime.sendInvocationResponse('again')).rejects.toThrow('id-1 already has a response');
    await runtime.nextEvent();
    await runtime.sendInvocationError('two');
    expect(platform.paths.at(-1)).toBe('/2018-06-01/runtime/invocation/id-2/error');
  });

  it('never gets an event that cannot be parsed: that invocation fails', async () => {
    const platform = new ScriptedPlatform(event('id-1', '{'), { status: 202 }, event('id-2', '2'));
    expect((await createRuntime(platform, Runtime).nextEvent()).event).toBe(2);
    expect(platform.paths[1]).toBe('/2018-06-01/runtime/invocation/id-1/error');
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('is not JSON') }]);
  });

  it('rejects if the platform rejects the response', async () => {
    const platform = new ScriptedPlatform(event('id-1'), { status: 410 });
    const runtime = createRuntime(platform, Runtime);
    await runtime.nextEvent();
    await expect(runtime.sendInvocationResponse('late')).rejects.toMatchObject({ status: 410 });
  });

  it('logs the rejection of a response that is not awaited, and continues', async () => {
    const platform = new ScriptedPlatform(event('id-1'), { status: 410 }, event('id-2'));
    const runtime = createRuntime(platform, Runtime);
    await runtime.nextEvent();
    void runtime.sendInvocationResponse('late');
    expect((await runtime.nextEvent()).context.awsRequestId).toBe('id-2');
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('too late') }]);
  });
});

describe('a second loop in the process', () => {
  class Nested extends Runtime {
    errors: unknown[] = [];
    override async handler(): Promise<void> {
      for (const start of [() => this.nextEvent(), () => this.run(), () => new Runtime().nextEvent()]) {
        await start().catch((error: unknown) => this.errors.push(error));
      }
    }
  }

  it('is rejected from a handler, whichever method starts it', async () => {
    const nested = new Nested();
    expect((await invoke(nested, {})).reply).toBe('null');
    expect(nested.errors).toMatchObject([
      { name: 'LoopRunningError', message: expect.stringContaining('nextEvent() cannot be called here') },
      { name: 'LoopRunningError', message: expect.stringContaining('run() cannot be called here') },
      { name: 'LoopRunningError', message: expect.stringContaining('part of invocation') },
    ]);
  });

  it('is rejected while run() waits for an event', async () => {
    const runtime = createRuntime(new ScriptedPlatform('nothing'), Runtime);
    void runtime.run();
    await expect(runtime.nextEvent()).rejects.toThrow('run() is running');
    await expect(runtime.run()).rejects.toThrow('run() is running');
  });

  it('is rejected while another object has a loop in the same process', async () => {
    const platform = new ScriptedPlatform('nothing');
    void createRuntime(platform.owningProcess(), Runtime).run();
    const other = createRuntime(platform, Runtime);
    for (const start of [() => other.nextEvent(), () => other.run()]) {
      await expect(start()).rejects.toMatchObject({
        name: 'LoopRunningError',
        message: expect.stringContaining('another loop'),
      });
    }
    expect(platform.requests).toHaveLength(1);
  });

  it('is rejected while nextEvent() waits for an event', async () => {
    const runtime = createRuntime(new ScriptedPlatform('nothing'), Runtime);
    void runtime.nextEvent();
    await expect(runtime.nextEvent()).rejects.toThrow('another call of it is waiting');
    await expect(runtime.run()).rejects.toThrow('nextEvent() is waiting');
  });
});

describe('a fetch Response from a handler', () => {
  const url = { requestContext: { http: {}, domainName: 'abc.lambda-url.eu-west-1.on.aws' }, body: 'a request' };

  function respondWith(response: () => Response) {
    return class extends Runtime {
      override handler(event: unknown) {
        return event === 'by itself' ? this.sendInvocationResponse(response()) : response();
      }
    };
  }

  const Created = respondWith(() => Response.json({ id: 7 }, { status: 201, headers: { 'x-order': '7' } }));

  it('is sent as an HTTP response', async () => {
    const result = {
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'x-order': '7' },
      body: '{"id":7}',
    };
    expect((await invoke(Created, url)).payload).toMatchObject(result);
    expect((await invoke(Created, {})).payload).toMatchObject(result);
    expect((await invoke(Created, 'by itself')).payload).toMatchObject(result);
    expect((await invoke(Created.asHandler(), url)).payload).toMatchObject(result);
  });

  it('has the form of the front that sent the request', async () => {
    const { payload } = await invoke(Created, { requestContext: { elb: {} }, multiValueHeaders: {} });
    expect(payload).toMatchObject({ multiValueHeaders: { 'x-order': ['7'] } });
  });

  it('is streamed to a function URL that accepts a stream', async () => {
    const body = () =>
      new Response(ReadableStream.from(['one', 'two'].map((text) => Buffer.from(text))), { status: 202 });
    const { chunks, httpResponse } = await invoke(respondWith(body), url, {
      env: { ALR_INVOKE_MODE: 'RESPONSE_STREAM' },
    });
    expect(chunks.map(String)).toEqual(['one', 'two']);
    expect(httpResponse).toMatchObject({ statusCode: 202 });
  });

  it.each(['returned', 'by itself'])('fails the invocation if it cannot be sent: %s', async (how) => {
    const read = respondWith(() => {
      const response = new Response('read');
      void response.text();
      return response;
    });
    const { error } = await invoke(read, how);
    expect(error).toMatchObject({ errorType: 'InvalidResponseError' });
  });
});

describe('registerEventHandler', () => {
  const eventOf = (eventSource: string) => ({ Records: [{ eventSource }] });

  /** A handler class that returns a value, with a dispatch function like the classes of `@alr/event`. */
  function handlerClass<Source extends string>(source: Source, result: string) {
    return class {
      static readonly source: Source = source;
      static readonly [DISPATCH] = async (request: {
        event: { Records: { eventSource: string }[] };
        handlers: Map<string, new () => { process(): Promise<unknown> }>;
        unhandled: string;
      }) => {
        const handler = request.handlers.get(request.event.Records[0]?.eventSource ?? '');
        return handler === undefined ? request.unhandled : new handler().process();
      };
      async process() {
        return result;
      }
    };
  }

  it('registers a class for the events of a source', async () => {
    class Shop extends Runtime {}
    expect(Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'from the queue'))).toBe(Shop);
    expect((await invoke(Shop, eventOf('aws:sqs'))).reply).toBe('from the queue');
  });

  it('is inherited and can be overridden, and does not change the parent class', async () => {
    class Shop extends Runtime {}
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'shop sqs'));
    Shop.registerEventHandler('aws:sns', handlerClass('aws:sns', 'shop sns'));
    class Branch extends Shop {}
    Branch.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'branch sqs'));
    expect((await invoke(Branch, eventOf('aws:sqs'))).reply).toBe('branch sqs');
    expect((await invoke(Branch, eventOf('aws:sns'))).reply).toBe('shop sns');
    expect((await invoke(Shop, eventOf('aws:sqs'))).reply).toBe('shop sqs');
  });

  it('replaces an earlier registration for the same source', async () => {
    class Shop extends Runtime {}
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'first'));
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'second'));
    expect((await invoke(Shop, eventOf('aws:sqs'))).reply).toBe('second');
  });

  it('takes effect on a class and its subclasses even after their first event', async () => {
    class Shop extends Runtime {}
    class Branch extends Shop {}
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'first'));
    expect((await invoke(Branch, eventOf('aws:sqs'))).reply).toBe('first');
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'second'));
    expect((await invoke(Branch, eventOf('aws:sqs'))).reply).toBe('second');
    expect((await invoke(Shop, eventOf('aws:sqs'))).reply).toBe('second');
  });

  it('rejects a class for another source, as the types do', () => {
    class Shop extends Runtime {}
    expect(() => Shop.registerEventHandler('aws:sqs', handlerClass('aws:sns', 'misplaced') as never)).toThrow(
      /aws:sns/,
    );
  });

  it('passes `unhandledEvents` on for an event that no class handles', async () => {
    class Shop extends Runtime {
      static override unhandledEvents = 'warn' as const;
    }
    Shop.registerEventHandler('aws:sqs', handlerClass('aws:sqs', 'first'));
    expect((await invoke(Shop, eventOf('aws:s3'))).reply).toBe('warn');
  });

  it('is not needed if @alr/event is installed: it detects the source', async () => {
    const { error } = await invoke(Runtime, eventOf('aws:ses'));
    expect(error).toMatchObject({ errorMessage: expect.stringContaining('aws:ses') });
  });
});

describe('a stream', () => {
  it('is returned by a handler as a function', async () => {
    class Count extends Runtime {
      override handler() {
        return async (writer: Writer) => {
          writer.setContentType('text/plain');
          for (const chunk of ['1', '2', '3']) await writer.write(chunk);
        };
      }
    }
    const { chunks, contentType } = await invoke(Count, {});
    expect([chunks.map(String), contentType]).toEqual([['1', '2', '3'], 'text/plain']);
  });

  it('has its error in the trailers if the function fails after the first write', async () => {
    class Half extends Runtime {
      override handler() {
        return async (writer: Writer) => {
          await writer.write('half');
          throw new RangeError('no further');
        };
      }
    }
    const { chunks, error, logs } = await invoke(Half, {});
    expect(chunks.map(String)).toEqual(['half']);
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'no further' });
    expect(logs).toMatchObject([{ level: 'error', message: expect.stringContaining('no further') }]);
  });

  it('fails like any invocation if it has written nothing', async () => {
    class Nothing extends Runtime {
      override handler() {
        return () => {
          throw new RangeError('not even begun');
        };
      }
    }
    const { chunks, error } = await invoke(Nothing, {});
    expect(chunks).toEqual([]);
    expect(error).toMatchObject({ errorMessage: 'not even begun' });
  });
});
