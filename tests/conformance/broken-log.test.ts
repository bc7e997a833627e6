import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type Lambda, type LambdaOptions, start } from './function/lambda.ts';

/** What can be wrong with stderr, and how a module brings it about. The next file that is opened replaces a closed one. */
const breakages: readonly (readonly [error: string, statements: string])[] = [
  ['ENOSPC: its disk is full', `fs.closeSync(2); fs.openSync('/dev/full', 'w');`],
  ['EBADF: it is closed', 'fs.closeSync(2);'],
  [
    'EPIPE: its reader is gone',
    `execFileSync('mkfifo', ['pipe']);
    const reader = fs.openSync('pipe', O_RDONLY | O_NONBLOCK);
    fs.closeSync(2);
    fs.openSync('pipe', O_WRONLY);
    fs.closeSync(reader);`,
  ],
  [
    'EAGAIN: it is full, and its reader has stopped',
    `execFileSync('mkfifo', ['pipe']);
    fs.closeSync(2);
    fs.openSync('pipe', O_RDWR | O_NONBLOCK);
    try { for (;;) fs.writeSync(2, 'x'.repeat(1000)); } catch {}
    try { for (;;) fs.writeSync(2, 'x'); } catch {}`,
  ],
];

function startBroken(source: string, statements: string, options: LambdaOptions = {}): Promise<Lambda> {
  // Worker threads run the module again, but share the descriptors.
  const preload = `if (!require('node:worker_threads').isMainThread) return;
    const fs = require('node:fs');
    const { execFileSync } = require('node:child_process');
    const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = fs.constants;
    ${statements}`;
  const files = { 'app.mjs': source, 'break.cjs': preload };
  return start(files, { ...options, nodeOptions: ['--require', './break.cjs'] });
}

const BUSY = 'new Promise(() => setInterval(() => {}, 1000))';
describe.each(breakages)('a function whose stderr cannot be written (%s)', (_error, statements) => {
  it('responds', async () => {
    const source = `async handler(event) { this.logger.info('a line'); console.error('another line'); return event; }`;
    await using lambda = await startBroken(classHandler(source), statements);
    expect((await lambda.invoke('first')).text).toBe('first');
    expect((await lambda.invoke('second')).text).toBe('second');
  });

  it('reports the error of a handler', async () => {
    await using lambda = await startBroken(plainHandler(`() => { throw new RangeError('broken'); }`), statements);
    expect((await lambda.invoke()).text).toContain('broken');
    expect((await lambda.invoke()).text).toContain('broken');
  });

  it('reports an uncaught error, and exits', async () => {
    const source = plainHandler(`() => { setTimeout(() => { throw new RangeError('loose'); }); return ${BUSY}; }`);
    await using lambda = await startBroken(source, statements);
    expect(await lambda.invoke()).toMatchObject({ call: 'error', text: expect.stringContaining('loose') });
    expect((await lambda.exited).code).toBe(1);
  });

  it.each([
    ['the module', `throw new RangeError('broken');`],
    ['init', classHandler(`init() { throw new RangeError('broken'); }`)],
    ['sendInitError', classHandler(`async init() { await this.sendInitError('broken'); }`)],
  ])('reports that it cannot start, and exits: %s', async (_what, source) => {
    await using lambda = await startBroken(source, statements);
    expect(await lambda.api.response()).toMatchObject({ call: 'init/error', text: expect.stringContaining('broken') });
    expect((await lambda.exited).code).toBe(1);
  });

  it('exits if its handler calls process.exit', async () => {
    await using lambda = await startBroken(plainHandler('() => process.exit(0)'), statements);
    lambda.api.next();
    expect((await lambda.exited).code).toBe(1);
  });

  it('responds in its worker threads, and exits if one of them fails', async () => {
    const source = `export default async (event) => {
      console.error('a line');
      if (event === 'exit') process.exit(0);
      return event;
    };`;
    const env = { AWS_LAMBDA_MAX_CONCURRENCY: '2', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' };
    await using lambda = await startBroken(source, statements, {
      env,
      api: (api) => Object.assign(api, { concurrency: 2 }),
    });
    expect((await lambda.invoke('first')).text).toBe('"first"');
    expect((await lambda.invoke('second')).text).toBe('"second"');
    lambda.api.next({ event: 'exit' });
    expect((await lambda.exited).code).toBe(1);
  });

  it('responds if log4js writes the log', async () => {
    const config = `{
      appenders: { out: { type: 'stderr' } },
      categories: { default: { appenders: ['out'], level: 'info' } },
    }`;
    const source = `constructor() { super({ log4js: ${config} }); }
      async handler(event) { this.logger.info('a line'); await new Promise((r) => setTimeout(r, 10)); return event; }`;
    await using lambda = await startBroken(classHandler(source), statements);
    expect((await lambda.invoke('first')).text).toBe('first');
    expect((await lambda.invoke('second')).text).toBe('second');
  });
});
