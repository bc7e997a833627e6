import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type Lambda, type LambdaOptions, start } from './function/lambda.ts';
import { rejectWith } from './server/behaviours.ts';
import type { Exchange } from './server/exchange.ts';

/** Starts a function whose invocations are shared by worker threads. */
function startWorkers(source: string, concurrency: number, workers: number | string, options: LambdaOptions = {}) {
  return start(source, {
    ...options,
    env: {
      AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency),
      AWS_LAMBDA_NODEJS_WORKER_COUNT: String(workers),
      ...options.env,
    },
    api: (api) => {
      api.concurrency = concurrency;
      options.api?.(api);
    },
  });
}

/** Waits for a number of polls, and sends an invocation to each. */
async function fill(lambda: Lambda, events: readonly unknown[]): Promise<Exchange[]> {
  for (const _ of events) await lambda.api.request('next');
  for (const event of events) lambda.api.next({ event });
  return Promise.all(events.map(() => lambda.api.response()));
}

/** Returns the id of its thread. */
const TELL_THREAD = `import { isMainThread, threadId } from 'node:worker_threads';
${plainHandler(`async (event, context) => {
  await new Promise(setImmediate);
  console.log('handled');
  return { thread: isMainThread ? 'main' : threadId, id: context.awsRequestId, store: awslambda.InvokeStore.getRequestId() };
}`)}`;

describe('worker threads', () => {
  it('share the concurrency', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 5, 2);
    const responses = await fill(lambda, [1, 2, 3, 4, 5]);
    const observed = responses.map((response) => response.json() as { thread: number; id: string; store: string });
    expect(observed.map(({ thread }) => thread).sort()).toEqual([1, 1, 1, 2, 2]);
    for (const [i, { id, store }] of observed.entries())
      expect([id, store]).toEqual(Array(2).fill(responses[i]?.requestId));
  });

  it('log like one process', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 2, 2);
    const responses = await fill(lambda, [1, 2]);
    const records = (await lambda.log())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ requestId }) => requestId).sort()).toEqual(
      responses.map(({ requestId }) => requestId).sort(),
    );
  });

  it.each([
    ['the count is 1', 1],
    ['the count is invalid', 'all'],
  ])('are not started if %s', async (_, workers) => {
    await using lambda = await startWorkers(TELL_THREAD, 2, workers);
    expect((await lambda.invoke()).json()).toMatchObject({ thread: 'main' });
  });

  it('start with options of Node that apply to the whole process', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 2, 2, {
      nodeOptions: ['--max-semi-space-size=16', '--expose-gc'],
      env: { NODE_OPTIONS: '--max-old-space-size=200 --enable-source-maps' },
    });
    expect((await lambda.invoke()).call).toBe('response');
  });
});

describe('a worker thread', () => {
  it('that fails to start reports it, and ends the process', async () => {
    await using lambda = await startWorkers(
      `import { threadId } from 'node:worker_threads';
       if (threadId === 1) await new Promise(() => setInterval(() => {}, 1000));
       ${classHandler(`init() { throw new RangeError('no database'); }`)}`,
      2,
      2,
    );
    const response = await lambda.api.response();
    expect(response.call).toBe('init/error');
    expect(response.text).toContain('no database');
    expect((await lambda.exited).code).toBe(1);
  });

  it.each([
    ['exits', 'process.exit(3)', 3],
    ['exits with 0', 'process.exit(0)', 1],
  ])('that %s ends the process', async (_, statement, code) => {
    await using lambda = await startWorkers(plainHandler(`async () => { ${statement}; }`), 4, 2);
    lambda.api.next();
    expect((await lambda.exited).code).toBe(code);
  });

  it('whose API fails ends the process', async () => {
    await using lambda = await startWorkers(plainHandler(`async () => 1`), 4, 2, {
      api: (api) => api.once('response', rejectWith(500, 'InternalServerError')),
    });
    await lambda.invoke();
    expect((await lambda.exited).code).toBe(1);
  });

  it('that runs out of memory ends the process', async () => {
    await using lambda = await startWorkers(
      plainHandler(`async () => { for (const all = []; ; ) all.push(new Array(1e6).fill({})); }`),
      2,
      2,
      { nodeOptions: ['--max-old-space-size=50'] },
    );
    lambda.api.next();
    const { code, signal } = await lambda.exited;
    expect(code !== 0 || signal !== null).toBe(true);
  });

  it('whose handlers never settle reports them, and ends the process', async () => {
    await using lambda = await startWorkers(plainHandler(`async () => new Promise(() => {})`), 2, 2);
    lambda.api.next();
    const response = await lambda.api.response();
    expect(response.header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
    expect((await lambda.exited).code).toBe(1);
  });
});

describe('worker threads with a shutdown hook', () => {
  const WithHook = `import { threadId } from 'node:worker_threads';\n${classHandler(`
    async onShutdown(signal) { await new Promise(setImmediate); console.log('closing', threadId, 'at', signal); }
    async handler(event, context) {
      if (event !== 'wait') return event;
      console.log('waiting');
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      console.log('aborted');
    }`)}`;

  it('each run it at SIGTERM, and register one extension together', async () => {
    await using lambda = await startWorkers(WithHook, 4, 2);
    await fill(lambda, ['1', '2', '3', '4']);
    lambda.process.kill('SIGTERM');
    expect(await lambda.exited).toEqual({ code: 0, signal: null });
    const log = await lambda.log();
    expect(log).toContain('closing 1 at SIGTERM');
    expect(log).toContain('closing 2 at SIGTERM');
    expect(lambda.api.all('extension/register')).toHaveLength(1);
    const [register] = lambda.api.exchanges;
    expect(register?.call).toBe('extension/register');
  });

  it('abort the signals of their invocations', async () => {
    await using lambda = await startWorkers(WithHook, 2, 2);
    lambda.api.next({ event: 'wait' });
    await lambda.process.logged(/waiting/);
    lambda.process.kill('SIGTERM');
    await lambda.exited;
    expect(await lambda.log()).toContain('aborted');
  });

  it('handle invocations if the registration is rejected, and log it', async () => {
    await using lambda = await startWorkers(WithHook, 2, 2, {
      api: (api) => api.once('extension/register', rejectWith(403, 'Extension.Refused')),
    });
    expect((await lambda.invoke('served')).text).toBe('served');
    await lambda.process.logged(/WARN.*403/);
  });
});
