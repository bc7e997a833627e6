import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type Lambda, type LambdaOptions, start } from './function/lambda.ts';
import { rejectWith } from './server/behaviours.ts';
import type { Exchange } from './server/exchange.ts';

/** Starts a function whose concurrency is shared by worker threads. */
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

/** Waits for so many polls, and then hands each of them an invocation. */
async function fill(lambda: Lambda, events: readonly unknown[]): Promise<Exchange[]> {
  for (const _ of events) await lambda.api.request('next');
  for (const event of events) lambda.api.next({ event });
  return Promise.all(events.map(() => lambda.api.response()));
}

/** Tells the thread that it runs on. */
const TELL_THREAD = `import { isMainThread, threadId } from 'node:worker_threads';
${plainHandler(`async (event, context) => {
  await new Promise(setImmediate);
  console.log('handled');
  return { thread: isMainThread ? 'main' : threadId, id: context.awsRequestId, store: awslambda.InvokeStore.getRequestId() };
}`)}`;

describe('worker threads', () => {
  it('have a share of the concurrency each', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 5, 2);
    const replies = await fill(lambda, [1, 2, 3, 4, 5]);
    const told = replies.map((reply) => reply.json() as { thread: number; id: string; store: string });
    expect(told.map(({ thread }) => thread).sort()).toEqual([1, 1, 1, 2, 2]);
    for (const [i, { id, store }] of told.entries()) expect([id, store]).toEqual(Array(2).fill(replies[i]?.requestId));
  });

  it('log as one process does', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 2, 2);
    const replies = await fill(lambda, [1, 2]);
    const records = (await lambda.log())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ requestId }) => requestId).sort()).toEqual(replies.map(({ requestId }) => requestId).sort());
  });

  it.each([
    ['1 is enough for them', 1],
    ['their number can’t be read', 'all'],
  ])('are not started where %s', async (_, workers) => {
    await using lambda = await startWorkers(TELL_THREAD, 2, workers);
    expect((await lambda.invoke()).json()).toMatchObject({ thread: 'main' });
  });

  it('start under options that are for the process as a whole', async () => {
    await using lambda = await startWorkers(TELL_THREAD, 2, 2, {
      nodeOptions: ['--max-semi-space-size=16', '--expose-gc'],
      env: { NODE_OPTIONS: '--max-old-space-size=200 --enable-source-maps' },
    });
    expect((await lambda.invoke()).call).toBe('response');
  });
});

describe('a worker thread', () => {
  it('that fails to start reports it, and takes the process with it', async () => {
    await using lambda = await startWorkers(
      `import { threadId } from 'node:worker_threads';
       if (threadId === 1) await new Promise(() => setInterval(() => {}, 1000));
       ${classHandler(`init() { throw new RangeError('no database'); }`)}`,
      2,
      2,
    );
    const reply = await lambda.api.response();
    expect(reply.call).toBe('init/error');
    expect(reply.text).toContain('no database');
    expect((await lambda.exited).code).toBe(1);
  });

  it.each([
    ['exits', 'process.exit(3)', 3],
    ['exits with 0', 'process.exit(0)', 1],
  ])('that %s takes the process with it', async (_, statement, code) => {
    await using lambda = await startWorkers(plainHandler(`async () => { ${statement}; }`), 4, 2);
    lambda.api.next();
    expect((await lambda.exited).code).toBe(code);
  });

  it('whose platform has broken down takes the process with it', async () => {
    await using lambda = await startWorkers(plainHandler(`async () => 1`), 4, 2, {
      api: (api) => api.once('response', rejectWith(500, 'InternalServerError')),
    });
    await lambda.invoke();
    expect((await lambda.exited).code).toBe(1);
  });

  it('that runs out of memory takes the process with it', async () => {
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

  it('whose handlers wait for nothing reports them, and takes the process with it', async () => {
    await using lambda = await startWorkers(plainHandler(`async () => new Promise(() => {})`), 2, 2);
    lambda.api.next();
    const reply = await lambda.api.response();
    expect(reply.header('lambda-runtime-function-error-type')).toBe('Runtime.NodeJsExit');
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

  it('run it each at SIGTERM, for which one extension is registered', async () => {
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

  it('serve where the extension is refused, and say so', async () => {
    await using lambda = await startWorkers(WithHook, 2, 2, {
      api: (api) => api.once('extension/register', rejectWith(403, 'Extension.Refused')),
    });
    expect((await lambda.invoke('served')).text).toBe('served');
    await lambda.process.logged(/WARN.*403/);
  });
});
