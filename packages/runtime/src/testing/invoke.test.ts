import type { Context } from '@alr/context';
import { describe, expect, it } from 'vitest';
import { Runtime } from '../runtime.ts';
import { invoke } from '../testing.ts';

class Echo extends Runtime {
  override async handler(event: unknown) {
    return JSON.stringify(event);
  }
}

describe('invoke', () => {
  it.each([
    ['a class', Echo],
    ['an instance', new Echo()],
    ['a plain function', (event: unknown) => event],
  ])('runs one invocation of %s', async (_what, target) => {
    expect((await invoke(target, { a: 1 })).reply).toBe('{"a":1}');
  });

  it('runs one invocation after another of the same instance, each with its own `init`', async () => {
    class Counter extends Runtime {
      starts = 0;
      override init() {
        this.starts++;
      }
      override handler() {
        return this.starts;
      }
    }
    const counter = new Counter();
    await invoke(counter, {});
    expect((await invoke(counter, {})).reply).toBe('2');
  });

  it('runs several invocations at the same time', async () => {
    const results = await Promise.all([1, 2, 3].map((event) => invoke(Echo, event)));
    expect(results.map(({ reply }) => reply)).toEqual(['1', '2', '3']);
  });

  it('sends the event undefined as null', async () => {
    expect((await invoke(Echo, undefined)).reply).toBe('null');
  });

  it('returns only the response and its payload if there is one', async () => {
    expect(await invoke(Echo, 1)).toEqual({
      reply: '1',
      payload: 1,
      chunks: [],
      contentType: undefined,
      httpResponse: undefined,
      error: undefined,
      logs: [],
    });
  });

  it('rejects a target that cannot be invoked', async () => {
    await expect(invoke('app.handler' as never, {})).rejects.toThrow();
  });
});

describe('the payload', () => {
  it.each<[string, unknown, unknown]>([
    ['the JSON of an object', { total: 5 }, { total: 5 }],
    ['a string of JSON', '{"total":5}', { total: 5 }],
    ['null', undefined, null],
    ['text that is not JSON', 'Hello!', undefined],
  ])('is parsed from the response: %s', async (_what, result, expected) => {
    class Fixed extends Runtime {
      override handler() {
        return result;
      }
    }
    expect((await invoke(Fixed, {})).payload).toEqual(expected);
  });

  it('is undefined if the invocation failed', async () => {
    class Failing extends Runtime {
      override handler() {
        throw new RangeError('too much');
      }
    }
    expect(await invoke(Failing, {})).toMatchObject({ payload: undefined, error: { errorType: 'RangeError' } });
  });
});

describe('the context in a test', () => {
  const contextOf = async (options?: Parameters<typeof invoke>[2]) => {
    const { payload } = await invoke(async (_event: unknown, context: Context) => ({ ...context }), {}, options);
    return payload as Partial<Context>;
  };

  it('has defaults that suit a test', async () => {
    expect(await contextOf()).toEqual({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'test',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/test',
      logStreamName: 'test',
      deadlineMs: expect.any(Number),
    });
  });

  it('has the members that the test sets', async () => {
    const context = {
      awsRequestId: 'id-7',
      functionName: 'shop',
      functionVersion: '3',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:shop:3',
      memoryLimitInMB: '512',
      logGroupName: '/shop',
      logStreamName: 'stream',
      deadlineMs: 4_000_000_000_000,
      traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      tenantId: 'acme',
      clientContext: { custom: { beta: true } } as never,
      identity: { cognitoIdentityId: 'ada', cognitoIdentityPoolId: 'pool' },
    };
    expect(await contextOf({ context })).toEqual({ ...context, xRayTraceId: context.traceId });
  });

  it('can have a deadline in the past', async () => {
    const isAborted = async (_event: unknown, { signal }: Context) => signal.aborted;
    expect((await invoke(isAborted, {}, { context: { deadlineMs: Date.now() - 1000 } })).reply).toBe('true');
  });
});

describe('the environment in a test', () => {
  it('is set during the invocation, including the constructor', async () => {
    process.env.TABLE = 'before';
    process.env.REMOVED = 'before';
    class Shop extends Runtime {
      readonly table = process.env.TABLE;
      override handler() {
        return [this.table, process.env.TABLE, process.env.REMOVED ?? null];
      }
    }
    const { reply } = await invoke(Shop, {}, { env: { TABLE: 'orders', REMOVED: undefined } });
    expect(reply).toBe('["orders","orders",null]');
    expect([process.env.TABLE, process.env.REMOVED]).toEqual(['before', 'before']);
  });

  it('has the trace of the invocation, but not after it', async () => {
    const fn = async () => process.env._X_AMZN_TRACE_ID;
    expect((await invoke(fn, {}, { context: { traceId: 'Root=1' } })).reply).toBe('"Root=1"');
    expect(process.env).not.toHaveProperty('_X_AMZN_TRACE_ID');
  });

  it('is restored if the invocation fails to start', async () => {
    class Broken extends Runtime {
      constructor() {
        super({ timeout: -1 });
      }
    }
    await expect(invoke(Broken, {}, { env: { TABLE_NAME: 'orders' } })).rejects.toThrow('the option timeout is -1');
    expect(process.env).not.toHaveProperty('TABLE_NAME');
  });
});

describe('the log records in a test', () => {
  it('are returned instead of written', async () => {
    class Chatty extends Runtime {
      override handler() {
        this.logger.child({ order: 7 }).warn('low: %d', 3, { more: true });
      }
    }
    const { logs } = await invoke(Chatty, {}, { context: { awsRequestId: 'id-7' } });
    expect(logs).toEqual([
      {
        level: 'warn',
        message: 'low: 3 { more: true }',
        args: ['low: %d', 3, { more: true }],
        fields: { order: 7 },
        requestId: 'id-7',
      },
    ]);
  });

  it('depend on the level in the environment', async () => {
    class Chatty extends Runtime {
      override handler() {
        this.logger.debug('details');
      }
    }
    expect((await invoke(Chatty, {})).logs).toEqual([]);
    expect((await invoke(Chatty, {}, { env: { LOG_LEVEL: 'debug' } })).logs).toHaveLength(1);
  });
});

describe('a stream in a test', () => {
  it('has a chunk for each write, and the HTTP response if one was set', async () => {
    class Page extends Runtime {
      override handler() {
        return async (writer: import('@alr/writer').Writer) => {
          writer.setHttpResponse({ statusCode: 201, headers: { 'content-type': 'text/html' }, cookies: ['a=b'] });
          await writer.write('<p>');
          await writer.write(Buffer.from([0, 255]));
        };
      }
    }
    const { chunks, httpResponse, contentType, reply, payload } = await invoke(Page, {});
    expect(chunks).toEqual([Buffer.from('<p>'), Buffer.from([0, 255])]);
    expect(httpResponse).toEqual({ statusCode: 201, headers: { 'content-type': 'text/html' }, cookies: ['a=b'] });
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect([reply, payload]).toEqual([undefined, undefined]);
  });

  it('can be empty', async () => {
    class Nothing extends Runtime {
      override handler() {
        return () => {};
      }
    }
    expect(await invoke(Nothing, {})).toMatchObject({ chunks: [], error: undefined, httpResponse: undefined });
  });
});

describe('AWS’s global', () => {
  it('is defined for modules that use it while they load', () => {
    expect(globalThis).toHaveProperty('awslambda.streamifyResponse');
    expect(globalThis).toHaveProperty('awslambda.HttpResponseStream.from');
  });
});
