import { afterEach, describe, expect, it, vi } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { RuntimeLogger } from '../logger/runtime-logger.ts';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { type EndListener, superviseWorkers } from './workers.ts';

const { argv } = process;

afterEach(() => {
  process.argv = argv;
  vi.unstubAllEnvs();
});

/** Supervises two workers that run the module, until the process would exit. */
async function supervise(
  source: string,
  announceEnd: (listener: EndListener) => Promise<void> = async () => {},
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
      announceEnd,
      exit: resolve,
    });
  });
  return { code, messages: records.map(({ message }) => message) };
}

const WORKERS = JSON.stringify(new URL('./workers.ts', import.meta.url).href);

/** Has the end announced, and does so at once where both workers wait for it. */
const CLOSING = `import { askForAnnouncement, isSupervised } from ${WORKERS};
await askForAnnouncement((signal) => process.exit(signal === 'SIGTERM' && isSupervised ? 0 : 7));`;

describe('the supervisor of worker threads', () => {
  it('gives each its share of the concurrency, and the arguments of the process', async () => {
    const { code } = await supervise(`const { AWS_LAMBDA_MAX_CONCURRENCY: share, ...env } = process.env;
      const isRight = process.argv[2] === 'app.handler' && !('AWS_LAMBDA_NODEJS_WORKER_COUNT' in env);
      if (share === '2') process.exit(isRight ? 32 : 1);
      else if (share !== '3') process.exit(2);
      else setInterval(() => {}, 1000);`);
    expect(code).toBe(32);
  });

  it.each([
    ['process.exit(3)', 3, 'a worker thread has exited with 3'],
    ['', 1, 'a worker thread has exited with 0'],
    [`throw new Error('lost')`, 1, 'a worker thread failed: Error: lost'],
  ])('ends the process where one ends: %s', async (source, expected, message) => {
    const { code, messages } = await supervise(source);
    expect(code).toBe(expected);
    expect(messages[0]).toContain(message);
  });

  it('tells them of the end, which is announced once, and exits well when they all have', async () => {
    const announce = vi.fn(async (listener: EndListener) => listener('SIGTERM'));
    const { code, messages } = await supervise(CLOSING, announce);
    expect({ code, messages }).toEqual({ code: 0, messages: [] });
    expect(announce).toHaveBeenCalledOnce();
  });

  it('tells them where the end will not be announced', async () => {
    const { code } = await supervise(`${CLOSING.replace('await', 'try { await')} } catch { process.exit(9); }`, () =>
      Promise.reject(new Error('refused')),
    );
    expect(code).toBe(9);
  });
});
