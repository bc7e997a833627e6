import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  accepted,
  containerError,
  createRuntime,
  invocationPath,
  NEXT,
  nextEvent,
  run,
  ScriptedPlatform,
} from '../../test/scripted-platform.ts';
import type { Outcome } from '../../test/scripted-transport.ts';
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';
import { ApiConnectionError } from '../runtime-api/errors.ts';

class Echo extends Runtime {
  override handler(received: unknown): unknown {
    return received;
  }
}

/** A failure that the calls of the Runtime API do not retry. */
const malformed = new ApiConnectionError('malformed', 'not HTTP');

/** A platform with up to three concurrent invocations. */
function concurrentPlatform(...outcomes: Outcome[]): ScriptedPlatform {
  return new ScriptedPlatform(...outcomes).withEnvironment({ AWS_LAMBDA_MAX_CONCURRENCY: '3' });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a process with concurrent invocations', () => {
  it('polls for as many events as it can handle', async () => {
    const platform = concurrentPlatform('nothing', 'nothing', 'nothing');
    void createRuntime(platform, Echo).run();
    await until(() => platform.requests.length === 3);
    expect(platform.paths).toEqual([NEXT, NEXT, NEXT]);
  });

  it('handles an event while another one is in progress, and each of them has its own trace', async () => {
    const gate = Promise.withResolvers<void>();
    class Gated extends Runtime {
      override async handler(received: unknown) {
        if (received === 1) await gate.promise;
        else gate.resolve();
        return process.env._X_AMZN_TRACE_ID ?? 'none';
      }
    }
    const events = ['1', '2'].map((id) => nextEvent(`id-${id}`, id, { 'lambda-runtime-trace-id': `Root=${id}` }));
    const platform = concurrentPlatform(...events, 'nothing', accepted, accepted, 'nothing', 'nothing');
    void createRuntime(platform, Gated).run();
    await until(() => platform.requests.length === 7);
    const responses = platform.requests.filter(({ method }) => method === 'POST');
    expect(responses.map(({ path, body }) => [path, body])).toEqual([
      [invocationPath('id-2'), 'Root=2'],
      [invocationPath('id-1'), 'Root=1'],
    ]);
    expect(process.env._X_AMZN_TRACE_ID).toBeUndefined();
  });

  it('polls again if the handler is still running after its deadline', async () => {
    vi.useFakeTimers();
    class Stuck extends Runtime {
      override handler(): unknown {
        return new Promise(() => {});
      }
    }
    const deadline = { 'lambda-runtime-deadline-ms': String(Date.now() + 3000) };
    const platform = concurrentPlatform(nextEvent('id-1', '1', deadline), 'nothing', 'nothing', 'nothing');
    void createRuntime(platform, Stuck).run();
    await vi.advanceTimersByTimeAsync(2999);
    expect(platform.requests).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(platform.requests).toHaveLength(4);
    expect(platform.logs).toMatchObject([{ level: 'warn', message: expect.stringContaining('id-1') }]);
  });

  it('exits if the platform gives up the process in response to an invocation', async () => {
    await run(concurrentPlatform(nextEvent('id-1', '1'), 'nothing', 'nothing', containerError), Echo);
  });
});

describe('a failed poll', () => {
  it('is retried with longer and longer delays, without disturbing the others', async () => {
    vi.useFakeTimers();
    const failures = [{ status: 503 }, { status: 503 }];
    const platform = concurrentPlatform(nextEvent('id-1', '1'), 'nothing', 'nothing', accepted, ...failures, 'nothing');
    void createRuntime(platform, Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.paths).toEqual([NEXT, NEXT, NEXT, invocationPath('id-1'), NEXT, NEXT, NEXT]);
    expect(platform.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('retrying in 0.1 s'),
      expect.stringContaining('retrying in 0.2 s'),
    ]);
  });

  it('is retried at least every 90 seconds', async () => {
    vi.useFakeTimers();
    const failures: Outcome[] = Array.from({ length: 13 }, () => malformed);
    const platform = concurrentPlatform('nothing', 'nothing', ...failures, 'nothing');
    void createRuntime(platform, Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.logs.slice(-4).map(({ message }) => /retrying in (.*) s:/.exec(message)?.[1])).toEqual([
      '51.2',
      '90',
      '90',
      '90',
    ]);
  });

  it('ends the process if every poll is failing, and the API was never reached', async () => {
    const platform = concurrentPlatform(malformed, malformed, malformed);
    await run(platform, Echo);
    expect(platform.requests).toHaveLength(3);
  });

  it('does not end the process if it is the only one that fails, however often', async () => {
    vi.useFakeTimers();
    const failures = [malformed, malformed, malformed];
    const platform = concurrentPlatform('nothing', 'nothing', ...failures, nextEvent('id-1', '1'), accepted, 'nothing');
    void createRuntime(platform, Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.paths.slice(-3)).toEqual([NEXT, invocationPath('id-1'), NEXT]);
  });

  it('does not end the process if the API was reached before', async () => {
    vi.useFakeTimers();
    const responded = [nextEvent('id-1', '1'), accepted];
    const platform = concurrentPlatform(...responded, malformed, malformed, malformed, 'nothing', 'nothing', 'nothing');
    void createRuntime(platform, Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.paths).toHaveLength(8);
  });
});
