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
import { until } from '../../test/until.ts';
import { Runtime } from '../runtime.ts';
import { ApiConnectionError } from '../runtime-api/errors.ts';

class Echo extends Runtime {
  override handler(received: unknown): unknown {
    return received;
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a process with concurrency', () => {
  const Concurrent = { AWS_LAMBDA_MAX_CONCURRENCY: '3' };

  it('asks for as many events as it may have at once', async () => {
    const platform = new ScriptedPlatform('nothing', 'nothing', 'nothing').withEnvironment(Concurrent);
    void createRuntime(platform, Echo).run();
    await until(() => platform.requests.length === 3);
    expect(platform.paths).toEqual([NEXT, NEXT, NEXT]);
  });

  it('handles an event while another is under way, and never sets the trace process-wide', async () => {
    const gate = Promise.withResolvers<void>();
    class Gated extends Runtime {
      override async handler(received: unknown) {
        if (received === 1) await gate.promise;
        else gate.resolve();
        return process.env._X_AMZN_TRACE_ID ?? 'none';
      }
    }
    const trace = { 'lambda-runtime-trace-id': 'Root=1' };
    const platform = new ScriptedPlatform(
      nextEvent('id-1', '1', trace),
      nextEvent('id-2', '2', trace),
      'nothing',
      accepted,
      accepted,
      'nothing',
      'nothing',
    );
    void createRuntime(platform.withEnvironment(Concurrent), Gated).run();
    await until(() => platform.requests.length === 7);
    const replies = platform.requests.filter(({ method }) => method === 'POST');
    expect(replies.map(({ path, body }) => [path, body])).toEqual([
      [invocationPath('id-2'), 'none'],
      [invocationPath('id-1'), 'none'],
    ]);
  });

  it('tries a poll again that has failed, later and later, and leaves the others alone', async () => {
    vi.useFakeTimers();
    const platform = new ScriptedPlatform(
      nextEvent('id-1', '1'),
      'nothing',
      'nothing',
      accepted,
      { status: 503 },
      { status: 503 },
      'nothing',
    );
    void createRuntime(platform.withEnvironment(Concurrent), Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.paths).toEqual([NEXT, NEXT, NEXT, invocationPath('id-1'), NEXT, NEXT, NEXT]);
    expect(platform.logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('tried again in 0.1 s'),
      expect.stringContaining('tried again in 0.2 s'),
    ]);
  });

  it('tries alone what fails from the start, while the others wait', async () => {
    vi.useFakeTimers();
    const reset = new ApiConnectionError('malformed', 'not HTTP');
    const platform = new ScriptedPlatform(reset, 'nothing', 'nothing', nextEvent('id-1', '1'), accepted, 'nothing');
    void createRuntime(platform.withEnvironment(Concurrent), Echo).run();
    await vi.runAllTimersAsync();
    expect(platform.paths).toEqual([NEXT, NEXT, NEXT, NEXT, invocationPath('id-1'), NEXT]);
  });

  it('asks for another event in place of one whose handler goes on after its deadline', async () => {
    vi.useFakeTimers();
    class Stuck extends Runtime {
      override handler(): unknown {
        return new Promise(() => {});
      }
    }
    const deadline = { 'lambda-runtime-deadline-ms': String(Date.now() + 3000) };
    const platform = new ScriptedPlatform(nextEvent('id-1', '1', deadline), 'nothing', 'nothing', 'nothing');
    void createRuntime(platform.withEnvironment(Concurrent), Stuck).run();
    await vi.advanceTimersByTimeAsync(2999);
    expect(platform.requests).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(platform.requests).toHaveLength(4);
    expect(platform.logs).toMatchObject([{ level: 'warn', message: expect.stringContaining('id-1') }]);
  });

  it('exits where a reply says that the platform has given it up', async () => {
    await run(
      new ScriptedPlatform(nextEvent('id-1', '1'), 'nothing', 'nothing', containerError).withEnvironment(Concurrent),
      Echo,
    );
  });

  it('exits where no API was ever there', async () => {
    const malformed = new ApiConnectionError('malformed', 'not HTTP');
    await run(new ScriptedPlatform(malformed, malformed, malformed).withEnvironment(Concurrent), Echo);
  });
});
