import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessStandIn } from '../../test/process-stand-in.ts';
import { accepted, end, event, Platform, pathOf, runtimeOver } from '../../test/scripted-platform.ts';
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';
import { guardProcess } from './process-guard.ts';

let standIn: ProcessStandIn;

beforeEach(() => {
  standIn = new ProcessStandIn();
});

afterEach(() => {
  standIn[Symbol.dispose]();
});

describe('guardProcess', () => {
  it('tells of what nobody waits for, and of the end', () => {
    const failed = vi.fn();
    const ranDry = vi.fn();
    guardProcess({ failed, ranDry, exiting: (code) => code + 1 });
    standIn.emit('uncaughtException', 'thrown');
    standIn.emit('unhandledRejection', 'rejected');
    standIn.emit('beforeExit', 0);
    standIn.emit('exit', 0);
    expect(failed.mock.calls).toEqual([
      ['thrown', 'exception'],
      ['rejected', 'rejection'],
    ]);
    expect(ranDry).toHaveBeenCalledOnce();
    expect(process.exitCode).toBe(1);
  });

  it('watches until it is released', () => {
    const release = guardProcess({ failed: vi.fn(), ranDry: vi.fn(), exiting: (code) => code });
    expect(standIn.listenerCount).toBe(4);
    release();
    expect(standIn.listenerCount).toBe(0);
  });
});

describe('a process of its own', () => {
  const INIT_ERROR = '/2018-06-01/runtime/init/error';

  class Waiting extends Runtime {
    override handler() {
      return new Promise(() => {});
    }
  }

  /** Starts a class, and waits until its handler is under way. */
  async function start(platform: Platform, runtimeClass: new () => Runtime = Waiting): Promise<void> {
    const handler = vi.spyOn(runtimeClass.prototype, 'handler');
    void runtimeOver(platform.owningProcess(), runtimeClass).run();
    await until(() => handler.mock.calls.length > 0);
  }

  it('fails the invocation under way for an uncaught exception, and exits', async () => {
    const platform = new Platform(event('id-1'), accepted);
    await start(platform);
    standIn.emit('uncaughtException', new RangeError('loose'));
    expect(await platform.exited).toBe(1);
    expect(platform.paths.at(-1)).toBe(pathOf('id-1', 'error'));
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Function.RangeError' });
  });

  it.each([
    ['an error', new RangeError('loose'), 'RangeError: loose'],
    ['a string', 'loose', 'loose'],
    ['nothing', undefined, 'undefined'],
    ['an object without a text', Object.create(null), 'object: {}'],
  ])('fails it for an unhandled rejection with %s', async (_what, reason, message) => {
    const platform = new Platform(event('id-1'), accepted);
    await start(platform);
    standIn.emit('unhandledRejection', reason);
    expect(await platform.exited).toBe(1);
    expect(JSON.parse(platform.requests.at(-1)?.body ?? '')).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: message,
    });
  });

  it('fails the invocation under way for what an earlier one has left behind, by another name', async () => {
    let fail: () => void = () => {};
    class Careless extends Runtime {
      override handler(received: unknown) {
        if (received !== 1) return new Promise(() => {});
        const { AsyncResource } = process.getBuiltinModule('node:async_hooks');
        fail = AsyncResource.bind(() => standIn.emit('uncaughtException', new Error('left behind')));
        return 'done';
      }
    }
    const platform = new Platform(event('id-1', '1'), accepted, event('id-2', '2'), accepted);
    void runtimeOver(platform.owningProcess(), Careless).run();
    await until(() => platform.requests.length === 3);
    await new Promise((resolve) => setImmediate(resolve));
    fail();
    expect(await platform.exited).toBe(1);
    expect(platform.paths.at(-1)).toBe(pathOf('id-2', 'error'));
    expect(JSON.parse(platform.requests.at(-1)?.body ?? '')).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('invocation id-1 had left behind'),
      cause: { errorMessage: 'left behind' },
    });
  });

  it('fails the invocation under way where nothing is left to run, and exits', async () => {
    const platform = new Platform(event('id-1'), accepted);
    await start(platform);
    standIn.emit('beforeExit', 0);
    expect(await platform.exited).toBe(1);
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Runtime.NodeJsExit' });
  });

  it.each([
    ['uncaughtException', 'Function.RangeError'],
    ['unhandledRejection', 'Runtime.UnhandledPromiseRejection'],
    ['beforeExit', 'Runtime.NodeJsExit'],
  ])('fails to start for the same reasons: %s', async (name, type) => {
    class Hanging extends Runtime {
      override init() {
        return new Promise<void>(() => {});
      }
    }
    const platform = new Platform(accepted);
    const init = vi.spyOn(Hanging.prototype, 'init');
    void runtimeOver(platform.owningProcess(), Hanging).run();
    await until(() => init.mock.calls.length > 0);
    standIn.emit(name, new RangeError('loose'));
    expect(await platform.exited).toBe(1);
    expect(platform.paths).toEqual([INIT_ERROR]);
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': type });
  });

  it('never exits with a zero, and says which invocation has no reply', async () => {
    const platform = new Platform(event('id-1'));
    await start(platform);
    standIn.emit('exit', 0);
    expect(process.exitCode).toBe(1);
    expect(platform.logs).toMatchObject([
      { level: 'fatal', message: expect.stringContaining('id-1, which has no reply') },
    ]);
    standIn.emit('exit', 7);
    expect(process.exitCode).toBe(7);
  });

  it('fails one of several invocations for its own exception, and goes on', async () => {
    class Careless extends Runtime {
      override handler(received: unknown) {
        // Not by the handler itself: that would be its own failure.
        if (received === 1) queueMicrotask(() => standIn.emit('uncaughtException', new Error('my own')));
        return new Promise(() => {});
      }
    }
    const platform = new Platform(event('id-1', '1'), event('id-2', '2'), accepted, 'nothing');
    platform.withEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: '2' });
    void runtimeOver(platform.owningProcess(), Careless).run();
    await until(() => platform.requests.length === 4);
    expect(platform.paths.filter((path) => path.endsWith('/error'))).toEqual([pathOf('id-1', 'error')]);
  });

  it('exits even where its log fails', async () => {
    const writeSync = vi
      .spyOn(process.getBuiltinModule('node:fs'), 'writeSync')
      .mockImplementation((_fd, bytes) => Buffer.byteLength(bytes as never));
    const platform = new Platform(end);
    vi.spyOn(platform.logTarget, 'write').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    void runtimeOver(platform.owningProcess(), Waiting).run();
    expect(await platform.exited).toBe(1);
    expect(String(writeSync.mock.calls[0]?.[1])).toMatch(/can't go on: .*over; nor can its log: the disk is full/);
    writeSync.mockRestore();
  });
});
