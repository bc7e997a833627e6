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

const RESTORE_NEXT = '/2018-06-01/runtime/restore/next';

class Echo extends Runtime {
  override handler(received: unknown): unknown {
    return received;
  }
}

describe('a process', () => {
  it('handles one event after another, and exits if the platform gives it up', async () => {
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
    expect(platform.logs).toMatchObject([{ level: 'error', message: expect.stringContaining('Container: over') }]);
  });

  it('initializes once, before its first event', async () => {
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

  it('reports an init error, and does not poll', async () => {
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

  it('exits even if the init error cannot be reported', async () => {
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

  it('exits if an invocation has no request id', async () => {
    const platform = new ScriptedPlatform({ status: 200 });
    await run(platform, Echo);
    expect(platform.logs).toMatchObject([{ message: expect.stringContaining('Lambda-Runtime-Aws-Request-Id') }]);
  });

  it('logs once what is wrong with its environment', async () => {
    const platform = new ScriptedPlatform(containerError).withEnvironment({ LOG_LEVEL: 'loud' });
    await run(platform, Echo);
    expect(platform.logs[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('LOG_LEVEL is "loud"') });
  });
});

describe('an event that cannot be passed to the handler', () => {
  it.each([
    ['is not JSON', nextEvent('id-1', '{'), 'Runtime.JSONParseError'],
    ['is empty', nextEvent('id-1', ''), 'Runtime.JSONParseError'],
    [
      'has a client context that is not JSON',
      nextEvent('id-1', '{}', { 'lambda-runtime-client-context': '{' }),
      'Function.InvalidContextHeaderError',
    ],
    [
      'has a deadline that is not a number',
      nextEvent('id-1', '{}', { 'lambda-runtime-deadline-ms': 'soon' }),
      'Function.InvalidContextHeaderError',
    ],
  ])('%s: its invocation fails', async (_name, received, type) => {
    const platform = new ScriptedPlatform(received, accepted, containerError);
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1', 'error'), NEXT]);
    const headers = platform.requests[1]?.headers ?? [];
    expect(headers[headers.indexOf('Lambda-Runtime-Function-Error-Type') + 1]).toBe(type);
  });
});

describe('a process with SnapStart', () => {
  const snapStart = { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' };
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

  it('runs its hooks around the snapshot: in reverse order before it, in order after it', async () => {
    const platform = new ScriptedPlatform(
      { status: 200 },
      nextEvent('id-1', '1'),
      accepted,
      containerError,
    ).withEnvironment(snapStart);
    await run(platform, Kept);
    expect(order).toEqual(['init', 'before own', 'before 2', 'before 1', 'after 1', 'after 2', 'after own']);
    expect(platform.paths).toEqual([RESTORE_NEXT, NEXT, invocationPath('id-1'), NEXT]);
  });

  it('does not share random numbers with other copies of the snapshot', async () => {
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
    await run(new ScriptedPlatform({ status: 200 }, containerError).withEnvironment(snapStart), Drawing);
    // As many UUIDs as Node generates in advance, after an unpredictable number of bytes.
    expect(counts).toEqual([0, 0, 48, 128]);
    const sizes = drawn[0].mock.calls.map(([size]) => size);
    expect(new Set(sizes).size).toBeGreaterThan(10);
    for (const size of sizes) expect(size % 16).toBe(0);
    for (const spy of drawn) spy.mockRestore();
  });

  it('closes its connections when it is restored', async () => {
    const platform = new ScriptedPlatform({ status: 200 }, containerError).withEnvironment(snapStart);
    await run(platform, Kept);
    expect(platform.transport.isClosed).toBe(true);
  });

  it('reports the error of a hook before the snapshot, and exits', async () => {
    class Broken extends Kept {
      override async beforeSnapshot() {
        throw new Error('not yet');
      }
    }
    const platform = new ScriptedPlatform(accepted).withEnvironment(snapStart);
    await run(platform, Broken);
    expect(platform.paths).toEqual(['/2018-06-01/runtime/init/error']);
    expect(platform.requests[0]?.headers).toContain('Runtime.BeforeSnapshotError');
    expect(platform.requests[0]?.body).toContain('a hook that runs before the snapshot failed: not yet');
  });

  it('reports the error of a hook after the restore, and exits', async () => {
    class Broken extends Kept {
      override async afterRestore() {
        throw new Error('no more');
      }
    }
    const platform = new ScriptedPlatform({ status: 200 }, accepted).withEnvironment(snapStart);
    await run(platform, Broken);
    expect(platform.paths).toEqual([RESTORE_NEXT, '/2018-06-01/runtime/restore/error']);
    expect(platform.requests[1]?.headers).toContain('Runtime.AfterRestoreError');
  });

  it('runs no hooks without SnapStart', async () => {
    await run(new ScriptedPlatform(containerError), Kept);
    expect(order).toEqual(['init']);
  });
});
