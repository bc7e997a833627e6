import { Context } from '@alr/context';
import type { Writer } from '@alr/writer';
import { describe, expect, it, vi } from 'vitest';
import { FakeProcess } from '../../test/fake-process.ts';
import { STREAMING } from '../aws-compat/awslambda.ts';
import { Runtime } from '../runtime.ts';
import { invoke } from '../testing.ts';
import { findRuntime, lastWrapped } from './as-handler.ts';
import { functionAdapter, type PlainFunction } from './function-adapter.ts';

const context = Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'id-1' }, {});

type Callable = (event: unknown, context: object) => unknown;

/** A tool that wraps a function without leaving a trace on it. */
const wrap = (fn: Callable) => async (event: unknown, context: object) => fn(event, context);

/** A tool that uses shimmer. */
const shim = (fn: Callable) => Object.assign(wrap(fn), { __original: fn });

const calls: readonly [string, (fn: Callable) => Callable][] = [
  ['exported as it is', (fn) => fn],
  ['wrapped by a tool that uses shimmer', shim],
  ['wrapped twice', (fn) => shim(shim(fn))],
  ['called by another function', wrap],
];

describe.each(calls)('the function of asHandler, %s,', (_name, wrapped) => {
  it('calls init once, and sends a string unchanged', async () => {
    class Shop extends Runtime {
      #inits = 0;
      override async init() {
        this.#inits = await Promise.resolve(this.#inits + 1);
      }
      override async handler(event: string) {
        return `<${event} ${this.#inits}>`;
      }
    }
    expect((await invoke(wrapped(Shop.asHandler()), 'a')).reply).toBe('<a 1>');
  });

  it('sends undefined as null, and objects as JSON', async () => {
    class Shop extends Runtime {
      override handler(event: unknown) {
        return event === null ? undefined : event;
      }
    }
    expect((await invoke(wrapped(Shop.asHandler()), null)).reply).toBe('null');
    expect((await invoke(wrapped(Shop.asHandler()), { a: [1] })).reply).toBe('{"a":[1]}');
  });

  it('streams', async () => {
    class Shop extends Runtime {
      override handler() {
        return async (writer: Writer) => {
          writer.setContentType('text/csv');
          await writer.write('1,2');
        };
      }
    }
    const { chunks, contentType } = await invoke(wrapped(Shop.asHandler()), {});
    expect([String(chunks[0]), contentType]).toEqual(['1,2', 'text/csv']);
  });

  it('can respond itself, and go on working', async () => {
    class Shop extends Runtime {
      override async handler() {
        await this.sendInvocationResponse('first');
        return 'second';
      }
    }
    const { reply, logs } = await invoke(wrapped(Shop.asHandler()), {});
    expect(reply).toBe('first');
    expect(logs).toMatchObject([{ level: 'warn', message: expect.stringContaining('after it had responded') }]);
  });

  it('fails its invocation, and has a logger that carries the request id', async () => {
    class Shop extends Runtime {
      override handler() {
        this.logger.info('about to fail');
        throw new RangeError('sold out');
      }
    }
    const { error, logs } = await invoke(wrapped(Shop.asHandler()), {}, { context: { awsRequestId: 'id-7' } });
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'sold out' });
    expect(logs[0]).toMatchObject({ message: 'about to fail', requestId: 'id-7' });
  });
});

describe('the function of asHandler', () => {
  it('works in any other runtime', async () => {
    class Shop extends Runtime {
      inits = 0;
      override init() {
        this.inits += 1;
      }
      override handler(event: number) {
        return event + this.inits;
      }
    }
    const handler = Shop.asHandler();
    expect(await Promise.all([handler(1, {}), handler(2, {})])).toEqual([2, 3]);
  });

  it('has the two parameters of an async function for tools that count them', () => {
    expect(Runtime.asHandler()).toHaveLength(2);
  });

  it('calls init again if it has failed', async () => {
    let inits = 0;
    class Shop extends Runtime {
      override init() {
        inits += 1;
        if (inits === 1) throw new RangeError('not ready');
      }
      override handler() {
        return inits;
      }
    }
    const handler = Shop.asHandler();
    await expect(handler(1, {})).rejects.toThrow('not ready');
    expect(await Promise.all([handler(2, {}), handler(3, {})])).toEqual([2, 2]);
  });

  it('constructs the class only when it is needed', async () => {
    let constructed = 0;
    class Shop extends Runtime {
      constructor() {
        super();
        constructed += 1;
      }
      override handler() {}
    }
    const handler = Shop.asHandler();
    expect(constructed).toBe(0);
    await invoke(handler, {});
    await invoke(handler, {});
    expect(constructed).toBe(1);
  });
});

describe('a tool', () => {
  it.each(['a class', 'a function of asHandler'])(
    'that reads the streaming mark of %s reveals what it wraps',
    (what) => {
      class Shop extends Runtime {}
      const original = what === 'a class' ? Shop : Shop.asHandler();
      expect(Reflect.get(original, STREAMING)).toBeUndefined();
      expect(lastWrapped()).toBe(original);
    },
  );

  it('that calls a class as a function fails each invocation, and the log says once what to do', async () => {
    class Shop extends Runtime {}
    const warn = vi.fn();
    const wrapped = wrap(Shop as unknown as Callable) as PlainFunction;
    const { handler } = functionAdapter(wrapped, new FakeProcess().host, { warn });
    for (const event of [1, 2]) {
      await expect(handler(event, context)).rejects.toThrow(`Class constructor Shop cannot be invoked without 'new'`);
    }
    expect(warn.mock.calls).toEqual([[expect.stringContaining('export const handler = Shop.asHandler()')]]);
  });

  it('cannot lead the search for the original in circles', () => {
    const circle: { (): void; __original?: unknown } = () => {};
    circle.__original = circle;
    expect(findRuntime(circle)).toBeUndefined();
  });
});
