import type { Context } from '@alr/context';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRuntime, NEXT, nextEvent, ScriptedPlatform } from '../../test/scripted-platform.ts';
import type { Outcome } from '../../test/scripted-transport.ts';
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';

const REGISTER = '/2020-01-01/extension/register';
const EXTENSION_NEXT = '/2020-01-01/extension/event/next';
const registered: Outcome = { status: 200, headers: { 'lambda-extension-identifier': 'ext-1' } };

class Closing extends Runtime {
  override handler() {
    return new Promise(() => {});
  }
  override async onShutdown(signal: NodeJS.Signals): Promise<void> {
    this.logger.info(`closing on ${signal}`);
  }
}

afterEach(() => {
  vi.useRealTimers();
});

/** Runs a class until it polls for its first event. */
async function start(platform: ScriptedPlatform, runtimeClass: new () => Runtime): Promise<void> {
  void createRuntime(platform.owningProcess(), runtimeClass).run();
  await until(() => platform.paths.includes(NEXT));
}

describe('a class with onShutdown', () => {
  it('registers an extension for no events, so that the platform announces the shutdown', async () => {
    const platform = new ScriptedPlatform(registered, 'nothing', 'nothing');
    await start(platform, Closing);
    expect(platform.paths).toEqual([REGISTER, EXTENSION_NEXT, NEXT]);
    const [register, poll] = platform.requests;
    expect(register).toMatchObject({ method: 'POST', body: '{"events":[]}' });
    expect(register?.headers).toContain('Lambda-Extension-Name');
    expect(poll).toMatchObject({ headers: ['Lambda-Extension-Identifier', 'ext-1'], isBackground: true });
  });

  it('runs the hook on SIGTERM, and exits', async () => {
    const platform = new ScriptedPlatform(registered, 'nothing', 'nothing');
    await start(platform, Closing);
    platform.fakeProcess.emit('SIGTERM', 'SIGTERM');
    expect(await platform.exited).toBe(0);
    expect(platform.logs).toMatchObject([{ message: 'closing on SIGTERM' }]);
  });

  it('aborts the signal of the current invocation', async () => {
    const context = Promise.withResolvers<Context>();
    class Working extends Closing {
      override handler(_event?: unknown, given?: Context) {
        if (given !== undefined) context.resolve(given);
        return new Promise(() => {});
      }
    }
    const platform = new ScriptedPlatform(registered, 'nothing', nextEvent('id-1'));
    await start(platform, Working);
    const { signal } = await context.promise;
    expect(signal.aborted).toBe(false);
    platform.fakeProcess.emit('SIGTERM', 'SIGTERM');
    expect(signal.reason).toMatchObject({ name: 'ShutdownError' });
  });

  it('exits if the hook fails, and logs the error', async () => {
    class Failing extends Closing {
      override async onShutdown() {
        throw new Error('it is stuck');
      }
    }
    const platform = new ScriptedPlatform(registered, 'nothing', 'nothing');
    await start(platform, Failing);
    platform.fakeProcess.emit('SIGTERM', 'SIGTERM');
    await platform.exited;
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('it is stuck') }]);
  });

  it('exits before the platform kills the process if the hook takes too long', async () => {
    class Slow extends Closing {
      override onShutdown() {
        return new Promise<void>(() => {});
      }
    }
    const platform = new ScriptedPlatform(registered, 'nothing', 'nothing');
    await start(platform, Slow);
    vi.useFakeTimers();
    platform.fakeProcess.emit('SIGTERM', 'SIGTERM');
    await vi.advanceTimersByTimeAsync(499);
    await platform.exited;
    expect(platform.logs).toMatchObject([{ message: expect.stringContaining('it took more than 450 ms') }]);
  });

  it.each([
    ['rejects it', { status: 403, body: 'no extensions' }, 'returned 403 for the registration: no extensions'],
    ['returns no identifier', { status: 200 }, 'returned 200 for the registration'],
    ['is unreachable', new Error('no API'), 'no API'],
  ])('starts with a warning if the Extensions API %s', async (_name, outcome, message) => {
    const platform = new ScriptedPlatform(outcome, 'nothing');
    await start(platform, Closing);
    expect(platform.logs).toMatchObject([{ level: 'warn', message: expect.stringContaining(message) }]);
  });

  it('continues if the poll for extension events ends', async () => {
    const platform = new ScriptedPlatform(registered, new Error('it was lost'), 'nothing');
    await start(platform, Closing);
    expect(platform.logs).toEqual([]);
  });
});

describe('a class without onShutdown', () => {
  it('registers no extension', async () => {
    const platform = new ScriptedPlatform('nothing');
    await start(platform, Runtime);
    expect(platform.paths).toEqual([NEXT]);
  });
});
