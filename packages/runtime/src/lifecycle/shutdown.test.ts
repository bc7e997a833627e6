import type { Context } from '@alr/context';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessStandIn } from '../../test/process-stand-in.ts';
import { event, NEXT, Platform, runtimeOver } from '../../test/scripted-platform.ts';
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
    this.logger.info(`closing at ${signal}`);
  }
}

let standIn: ProcessStandIn;

beforeEach(() => {
  standIn = new ProcessStandIn();
});

afterEach(() => {
  vi.useRealTimers();
  standIn[Symbol.dispose]();
});

/** Starts a class, and waits until it has asked for its first event. */
async function start(platform: Platform, runtimeClass: new () => Runtime): Promise<void> {
  void runtimeOver(platform.owningProcess(), runtimeClass).run();
  await until(() => platform.paths.includes(NEXT));
}

describe('a class with onShutdown', () => {
  it('registers an extension for no events, so that the platform announces the end', async () => {
    const platform = new Platform(registered, 'nothing', 'nothing');
    await start(platform, Closing);
    expect(platform.paths).toEqual([REGISTER, EXTENSION_NEXT, NEXT]);
    const [register, parked] = platform.requests;
    expect(register).toMatchObject({ method: 'POST', body: '{"events":[]}' });
    expect(register?.headers).toContain('Lambda-Extension-Name');
    expect(parked).toMatchObject({ headers: ['Lambda-Extension-Identifier', 'ext-1'], isBackground: true });
  });

  it('runs it at SIGTERM, and exits', async () => {
    const platform = new Platform(registered, 'nothing', 'nothing');
    await start(platform, Closing);
    standIn.emit('SIGTERM', 'SIGTERM');
    expect(await platform.exited).toBe(0);
    expect(platform.logs).toMatchObject([{ message: 'closing at SIGTERM' }]);
  });

  it('has the signal of the invocation under way abort then', async () => {
    const context = Promise.withResolvers<Context>();
    class Working extends Closing {
      override handler(_event?: unknown, given?: Context) {
        if (given !== undefined) context.resolve(given);
        return new Promise(() => {});
      }
    }
    const platform = new Platform(registered, 'nothing', event('id-1'));
    await start(platform, Working);
    const { signal } = await context.promise;
    expect(signal.aborted).toBe(false);
    standIn.emit('SIGTERM', 'SIGTERM');
    expect(signal.reason).toMatchObject({ name: 'ShutdownError' });
  });

  it('exits where it fails, and says why', async () => {
    class Failing extends Closing {
      override async onShutdown() {
        throw new Error('it is stuck');
      }
    }
    const platform = new Platform(registered, 'nothing', 'nothing');
    await start(platform, Failing);
    standIn.emit('SIGTERM', 'SIGTERM');
    await platform.exited;
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('it is stuck') }]);
  });

  it('exits before the platform kills the process where it takes too long', async () => {
    class Slow extends Closing {
      override onShutdown() {
        return new Promise<void>(() => {});
      }
    }
    const platform = new Platform(registered, 'nothing', 'nothing');
    await start(platform, Slow);
    vi.useFakeTimers();
    standIn.emit('SIGTERM', 'SIGTERM');
    await vi.advanceTimersByTimeAsync(499);
    await platform.exited;
    expect(platform.logs).toMatchObject([{ message: expect.stringContaining('it took more than 450 ms') }]);
  });

  it.each([
    ['refuses it', { status: 403, body: 'no extensions' }, 'answered 403 to the registration: no extensions'],
    ['gives no identifier', { status: 200 }, 'answered 200 to the registration'],
    ['can’t be reached', new Error('no API'), 'no API'],
  ])('starts all the same where the platform %s, with a warning', async (_what, outcome, message) => {
    const platform = new Platform(outcome, 'nothing');
    await start(platform, Closing);
    expect(platform.logs).toMatchObject([{ level: 'warn', message: expect.stringContaining(message) }]);
  });

  it('goes on where the parked poll ends', async () => {
    const platform = new Platform(registered, new Error('it was lost'), 'nothing');
    await start(platform, Closing);
    expect(platform.logs).toEqual([]);
  });
});

describe('a class without it', () => {
  it('registers nothing', async () => {
    const platform = new Platform('nothing');
    await start(platform, Runtime);
    expect(platform.paths).toEqual([NEXT]);
  });
});
