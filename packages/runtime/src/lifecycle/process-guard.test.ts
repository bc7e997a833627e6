import type { Writer } from '@alr/writer';
import { describe, expect, it, vi } from 'vitest';
import { FakeProcess } from '../../test/fake-process.ts';
import {
  accepted,
  containerError,
  createRuntime,
  invocationPath,
  NEXT,
  nextEvent,
  ScriptedPlatform,
} from '../../test/scripted-platform.ts';
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';
import { guardProcess } from './process-guard.ts';

const INIT_ERROR = '/2018-06-01/runtime/init/error';

describe('guardProcess', () => {
  it('reports unhandled errors, an empty event loop, and an exit', () => {
    const fake = new FakeProcess();
    const onUnhandledError = vi.fn();
    const onEventLoopEmpty = vi.fn();
    guardProcess({ onUnhandledError, onEventLoopEmpty, onExit: (code) => code + 1 }, fake.host);
    fake.emit('uncaughtException', 'thrown');
    fake.emit('unhandledRejection', 'rejected');
    fake.emit('beforeExit', 0);
    fake.emit('exit', 0);
    expect(onUnhandledError.mock.calls).toEqual([
      ['thrown', 'exception'],
      ['rejected', 'rejection'],
    ]);
    expect(onEventLoopEmpty).toHaveBeenCalledOnce();
    expect(fake.exitCode).toBe(1);
  });

  it('removes its listeners when it is released', () => {
    const fake = new FakeProcess();
    const handlers = { onUnhandledError: vi.fn(), onEventLoopEmpty: vi.fn(), onExit: (code: number) => code };
    const release = guardProcess(handlers, fake.host);
    expect(fake.listenerTotal).toBe(4);
    release();
    expect(fake.listenerTotal).toBe(0);
  });
});

describe('a guarded process', () => {
  class Waiting extends Runtime {
    override handler() {
      return new Promise(() => {});
    }
  }

  /** Runs a class until its handler is called. */
  async function start(platform: ScriptedPlatform, runtimeClass: new () => Runtime = Waiting): Promise<void> {
    const handler = vi.spyOn(runtimeClass.prototype, 'handler');
    void createRuntime(platform.owningProcess(), runtimeClass).run();
    await until(() => handler.mock.calls.length > 0);
  }

  function lastError(platform: ScriptedPlatform): unknown {
    return JSON.parse(platform.requests.at(-1)?.body ?? '');
  }

  it('fails the current invocation and exits after an uncaught exception', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted);
    await start(platform);
    platform.fakeProcess.emit('uncaughtException', new RangeError('loose'));
    expect(await platform.exited).toBe(1);
    expect(platform.paths.at(-1)).toBe(invocationPath('id-1', 'error'));
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Function.RangeError' });
  });

  it.each([
    ['an error', new RangeError('loose'), 'RangeError: loose'],
    ['a string', 'loose', 'loose'],
    ['undefined', undefined, 'undefined'],
    ['an object that has no string form', Object.create(null), 'object: {}'],
  ])('fails it after an unhandled rejection with %s', async (_name, reason, message) => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted);
    await start(platform);
    platform.fakeProcess.emit('unhandledRejection', reason);
    expect(await platform.exited).toBe(1);
    expect(lastError(platform)).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: message,
    });
  });

  it('fails it with another error type if the exception belongs to an earlier invocation', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1', '1'), accepted, nextEvent('id-2', '2'), accepted);
    let fail: () => void = () => {};
    class Careless extends Runtime {
      override handler(received: unknown) {
        if (received !== 1) return new Promise(() => {});
        const { AsyncResource } = process.getBuiltinModule('node:async_hooks');
        fail = AsyncResource.bind(() => {
          platform.fakeProcess.emit('uncaughtException', new Error('left over'));
        });
        return 'done';
      }
    }
    void createRuntime(platform.owningProcess(), Careless).run();
    await until(() => platform.requests.length === 3);
    await new Promise((resolve) => setImmediate(resolve));
    fail();
    expect(await platform.exited).toBe(1);
    expect(platform.paths.at(-1)).toBe(invocationPath('id-2', 'error'));
    expect(lastError(platform)).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('left over from invocation id-1'),
      cause: { errorMessage: 'left over' },
    });
  });

  it('fails it and exits if the event loop is empty', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted);
    await start(platform);
    platform.fakeProcess.emit('beforeExit', 0);
    expect(await platform.exited).toBe(1);
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Runtime.NodeJsExit' });
  });

  it.each([
    ['uncaughtException', 'Function.RangeError'],
    ['unhandledRejection', 'Runtime.UnhandledPromiseRejection'],
    ['beforeExit', 'Runtime.NodeJsExit'],
  ])('reports an init error for %s before the first event', async (name, type) => {
    class Hanging extends Runtime {
      override init() {
        return new Promise<void>(() => {});
      }
    }
    const platform = new ScriptedPlatform(accepted);
    const init = vi.spyOn(Hanging.prototype, 'init');
    void createRuntime(platform.owningProcess(), Hanging).run();
    await until(() => init.mock.calls.length > 0);
    platform.fakeProcess.emit(name, new RangeError('loose'));
    expect(await platform.exited).toBe(1);
    expect(platform.paths).toEqual([INIT_ERROR]);
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': type });
  });

  it.each([
    ['uncaughtException', new RangeError('loose'), 'uncaught exception: '],
    ['uncaughtException', undefined, 'uncaught exception: '],
    ['unhandledRejection', new RangeError('loose'), 'unhandled rejection: '],
  ])('logs %s once, at level error: %s', async (name, error, message) => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted);
    await start(platform);
    platform.fakeProcess.emit(name, error);
    await platform.exited;
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining(message) }]);
  });

  it.each([
    ['a stream', () => async () => new Promise(() => {})],
    ['a stream that has begun', () => async (writer: Writer) => writer.write('x').then(() => new Promise(() => {}))],
  ])('logs an uncaught exception once if it interrupts %s', async (_what, produce) => {
    class Streaming extends Runtime {
      override handler() {
        return produce() as never;
      }
    }
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted);
    await start(platform, Streaming);
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    platform.fakeProcess.emit('uncaughtException', new RangeError('loose'));
    await platform.exited;
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('loose') }]);
  });

  it('leaves a rejection to a listener of the module', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), accepted, 'nothing');
    const listener = vi.fn();
    let finish: (result: string) => void = () => {};
    class Listening extends Runtime {
      override handler() {
        platform.fakeProcess.on('unhandledRejection', listener);
        return new Promise<string>((resolve) => {
          finish = resolve;
        });
      }
    }
    await start(platform, Listening);
    platform.fakeProcess.emit('unhandledRejection', new RangeError('loose'));
    finish('the result');
    await until(() => platform.requests.length === 3);
    expect(listener).toHaveBeenCalledOnce();
    expect(platform.requests[1]?.body).toBe('the result');
    expect(platform.logs).toEqual([]);
  });

  it('ends once, whatever else fails while it does', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), 'nothing');
    await start(platform);
    platform.fakeProcess.emit('uncaughtException', new RangeError('first'));
    await until(() => platform.requests.length === 2);
    const records = platform.logs.length;
    for (let i = 0; i < 100; i++) platform.fakeProcess.emit('uncaughtException', new RangeError('another'));
    platform.fakeProcess.emit('unhandledRejection', new RangeError('another'));
    platform.fakeProcess.emit('beforeExit', 0);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1', 'error')]);
    expect(platform.logs).toHaveLength(records);
  });

  it('never exits with 0, and logs which invocation has no response', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'));
    await start(platform);
    platform.fakeProcess.emit('exit', 0);
    expect(platform.process.exitCode).toBe(1);
    expect(platform.logs).toMatchObject([
      { level: 'error', message: expect.stringContaining('id-1, which has no response') },
    ]);
    platform.fakeProcess.emit('exit', 7);
    expect(platform.process.exitCode).toBe(7);
  });

  it('fails only the invocation that the exception belongs to, and continues, if there are several', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1', '1'), nextEvent('id-2', '2'), accepted, 'nothing');
    class Careless extends Runtime {
      override handler(received: unknown) {
        // In a microtask, because an exception in the handler itself would be an ordinary failure.
        if (received === 1) queueMicrotask(() => platform.fakeProcess.emit('uncaughtException', new Error('own')));
        return new Promise(() => {});
      }
    }
    platform.withEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: '2' });
    void createRuntime(platform.owningProcess(), Careless).run();
    await until(() => platform.requests.length === 4);
    expect(platform.paths.filter((path) => path.endsWith('/error'))).toEqual([invocationPath('id-1', 'error')]);
  });

  it('exits even if writing the log fails', async () => {
    const platform = new ScriptedPlatform(containerError);
    vi.spyOn(platform.logTarget, 'write').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    void createRuntime(platform.owningProcess(), Waiting).run();
    expect(await platform.exited).toBe(1);
  });
});
