import type { Writer } from '@alr/writer';
import { describe, expect, it } from 'vitest';
import {
  containerError,
  invocationPath,
  NEXT,
  nextEvent,
  run,
  ScriptedPlatform,
} from '../../test/scripted-platform.ts';
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';
import { ApiConnectionError } from '../runtime-api/errors.ts';

class Echo extends Runtime {
  override handler(received: unknown): unknown {
    return received;
  }
}

describe('a response that the platform rejects', () => {
  it.each([
    [400, 'InvalidRequestID', /responded with 400/],
    [403, 'InvalidStateTransition', /responded with 403/],
    [410, 'Gone', /410 .*the response came too late/],
    [413, 'Large', /413 .*the response has 5 characters, but only 6291556 bytes are allowed: stream it/],
  ])('with %d is logged, and the loop continues', async (status, errorType, message) => {
    const platform = new ScriptedPlatform(
      nextEvent('id-1', '"größe"'),
      { status, body: JSON.stringify({ errorType }) },
      containerError,
    );
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1'), NEXT]);
    expect(platform.logs[0]).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
  });

  it('with 413 is logged without a hint if it was an error', async () => {
    class Failing extends Runtime {
      override handler() {
        throw new Error('x');
      }
    }
    const platform = new ScriptedPlatform(nextEvent('id-1'), { status: 413 }, containerError);
    await run(platform, Failing);
    expect(platform.logs[1]?.message).toMatch(/responded with 413 to invocation\/id-1\/error$/);
  });

  it('with 500 ends the process', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), containerError);
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1')]);
  });

  it('because of a reset is never sent again, and the loop continues', async () => {
    const platform = new ScriptedPlatform(
      nextEvent('id-1'),
      new ApiConnectionError('reset', 'it was lost'),
      containerError,
    );
    await run(platform, Echo);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1'), NEXT]);
    expect(platform.logs[0]?.message).toBe('it was lost; the response may not have arrived, and is not sent again');
  });

  it('because it stalled ends the process', async () => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), new ApiConnectionError('stalled', 'it has stalled'));
    await run(platform, Echo);
    expect(platform.logs[0]).toMatchObject({ level: 'error', message: expect.stringContaining('it has stalled') });
  });

  it('is logged once if the handler sent it', async () => {
    class Early extends Runtime {
      override async handler() {
        await this.sendInvocationResponse('late');
      }
    }
    const platform = new ScriptedPlatform(nextEvent('id-1'), { status: 410 }, containerError);
    await run(platform, Early);
    expect(platform.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('too late'),
      expect.stringContaining('cannot continue'),
    ]);
  });
});

describe('a stream that the platform rejects', () => {
  class Endless extends Runtime {
    static error: unknown;
    override handler() {
      return async (writer: Writer) => {
        for (;;) {
          await writer.write('more').catch((error: unknown) => {
            Endless.error = error;
            throw error;
          });
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
    }
  }

  it.each([
    ['its size', { status: 413, headers: {}, body: '' }, /responded with 413/],
    ['its delay', { status: 410, headers: {}, body: '' }, /came too late/],
    ['a lost connection', new ApiConnectionError('reset', 'it was lost'), /it was lost/],
    ['an acceptance before its end', { status: 202, headers: {}, body: '' }, /before its end/],
  ])('for %s is logged and reported to its producer, and the loop continues', async (_name, outcome, message) => {
    const platform = new ScriptedPlatform(nextEvent('id-1'), containerError);
    const exited = run(platform, Endless);
    await until(() => platform.transport.written.length > 0);
    platform.transport.rejectStream(outcome);
    await exited;
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1'), NEXT]);
    expect(platform.logs[0]).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
    await until(() => Endless.error !== undefined);
  });

  it('at its end is logged, and the loop continues', async () => {
    class Short extends Runtime {
      override handler() {
        return (writer: Writer) => writer.write('all');
      }
    }
    const platform = new ScriptedPlatform(nextEvent('id-1'), { status: 410 }, containerError);
    await run(platform, Short);
    expect(platform.paths).toEqual([NEXT, invocationPath('id-1'), NEXT]);
    expect(platform.logs[0]?.message).toMatch(/came too late/);
  });
});
