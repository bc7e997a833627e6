import { afterEach, describe, expect, it, vi } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { RuntimeLogger } from '../logger/runtime-logger.ts';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { type ShutdownListener, superviseWorkers } from './workers.ts';

const { argv } = process;

afterEach(() => {
  process.argv = argv;
  vi.unstubAllEnvs();
});

/** Supervises two workers that run the module, until the process would exit. */
async function supervise(
  source: string,
  announceShutdown: (listener: ShutdownListener) => Promise<void> = async () => {},
): Promise<{ code: number; messages: readonly string[] }> {
  const records: LoggedRecord[] = [];
  await using folder = await FunctionFolder.create({ 'main.mjs': source });
  process.argv = [argv[0] ?? '', folder.file('main.mjs'), 'app.handler'];
  vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '5');
  vi.stubEnv('AWS_LAMBDA_NODEJS_WORKER_COUNT', '2');
  const code = await new Promise<number>((resolve) => {
    superviseWorkers({
      shares: [3, 2],
      logger: new RuntimeLogger(new RecordingTarget('info', records), () => undefined),
      announceShutdown,
      exit: resolve,
    });
  });
  return { code, messages: records.map(({ message }) => message) };
}

const WORKERS = JSON.stringify(new URL('./workers.ts', import.meta.url).href);

/** Requests the announcement of the shutdown. */
const REQUESTING = `import { IS_SUPERVISED, requestAnnouncement } from ${WORKERS};
await requestAnnouncement((signal) => process.exit(signal === 'SIGTERM' && IS_SUPERVISED ? 0 : 7));`;

describe('the supervisor of worker threads', () => {
  it('gives each worker its share of the concurrency, and the arguments of the process', async () => {
    const { code } = await supervise(`const { AWS_LAMBDA_MAX_CONCURRENCY: share, ...env } = process.env;
      const isRight = process.argv[2] === 'app.handler' && !('AWS_LAMBDA_NODEJS_WORKER_COUNT' in env);
      if (share === '2') process.exit(isRight ? 32 : 1);
      else if (share !== '3') process.exit(2);
      else setInterval(() => {}, 1000);`);
    expect(code).toBe(32);
  });

  it.each([
    ['process.exit(3)', 3, 'a worker thread exited with code 3'],
    ['', 1, 'a worker thread exited with code 0'],
    [`throw new Error('lost')`, 1, 'a worker thread failed: Error: lost'],
  ])('exits if a worker exits: %s', async (source, expected, message) => {
    const { code, messages } = await supervise(source);
    expect(code).toBe(expected);
    expect(messages[0]).toContain(message);
  });

  it('forwards the shutdown, which is announced once, and exits with 0 when all workers have exited', async () => {
    const announce = vi.fn(async (listener: ShutdownListener) => listener('SIGTERM'));
    const { code, messages } = await supervise(REQUESTING, announce);
    expect({ code, messages }).toEqual({ code: 0, messages: [] });
    expect(announce).toHaveBeenCalledOnce();
  });

  it('rejects the request of a worker if the shutdown will not be announced', async () => {
    const { code } = await supervise(`${REQUESTING.replace('await', 'try { await')} } catch { process.exit(9); }`, () =>
      Promise.reject(new Error('refused')),
    );
    expect(code).toBe(9);
  });
});
