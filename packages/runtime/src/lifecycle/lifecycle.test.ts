import { describe, expect, it, vi } from 'vitest';
import {
  accepted,
  containerError,
  invocationPath,
  NEXT,
  nextEvent,
  run,
  ScriptedPlatform,
} from '../../test/scripted-platform.ts';
import { Runtime } from '../runtime.ts';
import { registerSnapshotHooks } from './snapshot-hooks.ts';

class Echo extends Runtime {
  override handler(received: unknown): unknown {
    return received;
  }
}

describe('a process', () => {
  it('handles one event after another, and exits where the platform gives it up', async () => {
    const platform = new ScriptedPlatform(
      nextEvent('id-1', '1'),
      accepted,
      nextEvent('id-2', '2'),
      accepted,
      containerError,
    );
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1'), NEXT, invocationPath('id-2'), NEXT]);
    expect(platform.requests.map(({ body }) => body)).toEqual([undefined, '1', undefined, '2', undefined]);
    expect(platform.logs).toMatchObject([{ level: 'fatal', message: expect.stringContaining('Container: over') }]);
  });

  it('initialises once, before its first event', async () => {
    const order: string[] = [];
    class Ordered extends Runtime {
      override init() {
        order.push('init');
      }
      override handler(received: unknown) {
        order.push(`event ${received}`);
      }
    }
    await run(
      new ScriptedPlatform(nextEvent('id-1', '1'), accepted, nextEvent('id-2', '2'), accepted, containerError),
      Ordered,
    );
    expect(order).toEqual(['init', 'event 1', 'event 2']);
  });

  it('reports that it can’t start, and asks for nothing', async () => {
    class Unready extends Runtime {
      override init() {
        throw new RangeError('no database');
      }
    }
    const platform = new ScriptedPlatform(accepted);
    await run(platform, Unready);
    expect(platform.paths).toEqual(['/2018-06-01/runtime/init/error']);
    expect(platform.transport.headers).toMatchObject({ 'Lambda-Runtime-Function-Error-Type': 'Function.RangeError' });
  });

  it('exits even where that can’t be reported', async () => {
    class Unready extends Runtime {
      override init() {
        throw new RangeError('no database');
      }
    }
    const platform = new ScriptedPlatform({ status: 403 });
    await run(platform, Unready);
    expect(platform.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('no database'),
      expect.stringContaining('403'),
    ]);
  });

  it('exits where an invocation has no request id', async () => {
    const platform = new ScriptedPlatform({ status: 200 });
    await run(platform, Echo);
    expect(platform.logs).toMatchObject([{ message: expect.stringContaining('Lambda-Runtime-Aws-Request-Id') }]);
  });

  it('logs what is wrong in its environment, once', async () => {
    const platform = new ScriptedPlatform(containerError).withEnvironment({ LOG_LEVEL: 'loud' });
    await run(platform, Echo);
    expect(platform.logs[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('LOG_LEVEL is "loud"') });
  });
});

describe('an event that can’t be handed to the handler', () => {
  it.each([
    ['isn’t JSON', nextEvent('id-1', '{'), 'Runtime.JSONParseError'],
    ['is empty', nextEvent('id-1', ''), 'Runtime.JSONParseError'],
    [
      'has a client context that isn’t JSON',
      nextEvent('id-1', '{}', { 'lambda-runtime-client-context': '{' }),
      'Function.InvalidContextHeaderError',
    ],
    [
      'has a deadline that is no time',
      nextEvent('id-1', '{}', { 'lambda-runtime-deadline-ms': 'soon' }),
      'Function.InvalidContextHeaderError',
    ],
  ])('%s: it is answered with an error', async (_what, received, type) => {
    const platform = new ScriptedPlatform(received, accepted, containerError);
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1', 'error'), NEXT]);
    const headers = platform.requests[1]?.headers ?? [];
    expect(headers[headers.indexOf('Lambda-Runtime-Function-Error-Type') + 1]).toBe(type);
  });
});

describe('a process with SnapStart', () => {
  const SnapStart = { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' };
  const RestoreNext = '/2018-06-01/runtime/restore/next';
  const order: string[] = [];

  registerSnapshotHooks({ beforeSnapshot: () => order.push('before 1'), afterRestore: () => order.push('after 1') });
  registerSnapshotHooks({ beforeSnapshot: () => order.push('before 2'), afterRestore: () => order.push('after 2') });
  registerSnapshotHooks({});

  class Kept extends Echo {
    override init() {
      order.splice(0, Number.POSITIVE_INFINITY, 'init');
    }
    override async beforeSnapshot() {
      order.push('before own');
    }
    override async afterRestore() {
      order.push('after own');
    }
  }

  it('runs its hooks around the snapshot, the last registered first before it, the first registered first after it', async () => {
    const platform = new ScriptedPlatform(
      { status: 200 },
      nextEvent('id-1', '1'),
      accepted,
      containerError,
    ).withEnvironment(SnapStart);
    await run(platform, Kept);
    expect(order).toEqual(['init', 'before own', 'before 2', 'before 1', 'after 1', 'after 2', 'after own']);
    expect(platform.paths).toEqual([RestoreNext, NEXT, invocationPath('id-1'), NEXT]);
  });

  it('gives out no random numbers that another copy of the snapshot has too', async () => {
    const crypto = process.getBuiltinModule('node:crypto');
    const drawn = [vi.spyOn(crypto, 'randomBytes'), vi.spyOn(crypto, 'randomUUID')] as const;
    const counts: number[] = [];
    class Drawing extends Kept {
      override async beforeSnapshot() {
        for (const spy of drawn) counts.push(spy.mock.calls.length);
      }
      override async afterRestore() {
        for (const spy of drawn) counts.push(spy.mock.calls.length);
      }
    }
    await run(new ScriptedPlatform({ status: 200 }, containerError).withEnvironment(SnapStart), Drawing);
    // As many UUIDs as Node keeps in advance, after bytes whose number nobody could know when the snapshot was made.
    expect(counts).toEqual([0, 0, 48, 128]);
    const sizes = drawn[0].mock.calls.map(([size]) => size);
    expect(new Set(sizes).size).toBeGreaterThan(10);
    for (const size of sizes) expect(size % 16).toBe(0);
    for (const spy of drawn) spy.mockRestore();
  });

  it('drops its connections when it is restored', async () => {
    const platform = new ScriptedPlatform({ status: 200 }, containerError).withEnvironment(SnapStart);
    await run(platform, Kept);
    expect(platform.transport.isClosed).toBe(true);
  });

  it('reports a hook that fails before the snapshot, and exits', async () => {
    class Broken extends Kept {
      override async beforeSnapshot() {
        throw new Error('not yet');
      }
    }
    const platform = new ScriptedPlatform(accepted).withEnvironment(SnapStart);
    await run(platform, Broken);
    expect(platform.paths).toEqual(['/2018-06-01/runtime/init/error']);
    expect(platform.requests[0]?.headers).toContain('Runtime.BeforeSnapshotError');
    expect(platform.requests[0]?.body).toContain('a hook that runs before the snapshot failed: not yet');
  });

  it('reports a hook that fails after the restore, and exits', async () => {
    class Broken extends Kept {
      override async afterRestore() {
        throw new Error('no more');
      }
    }
    const platform = new ScriptedPlatform({ status: 200 }, accepted).withEnvironment(SnapStart);
    await run(platform, Broken);
    expect(platform.paths).toEqual([RestoreNext, '/2018-06-01/runtime/restore/error']);
    expect(platform.requests[1]?.headers).toContain('Runtime.AfterRestoreError');
  });

  it('runs no hook without it', async () => {
    await run(new ScriptedPlatform(containerError), Kept);
    expect(order).toEqual(['init']);
  });
});
