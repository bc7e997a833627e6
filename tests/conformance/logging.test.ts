import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, plainHandler } from './function/handler-source.ts';
import { type LambdaOptions, start } from './function/lambda.ts';

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Logs once at every level. */
const ALL_LEVELS = classHandler(
  `async handler() { ${levels.map((level) => `this.logger.${level}('a record of ${level}');`).join('')} }`,
);

/** Starts a function with these options, and returns the levels of its records. */
async function levelsOf(source: string, options: LambdaOptions = {}): Promise<string[]> {
  await using lambda = await start(source, options);
  await lambda.invoke();
  const log = await lambda.log();
  return levels.filter((level) => log.includes(`a record of ${level}`));
}

describe('the logger', () => {
  it('writes one record per line to stderr, with time, request id and level', async () => {
    await using lambda = await start(
      classHandler(`async handler() { this.logger.info('first'); this.logger.warn('second'); }`),
    );
    const { requestId } = await lambda.invoke();
    const lines = (await lambda.log()).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/);
    expect(lines[0]).toContain(`${requestId}`);
    expect(lines[0]).toMatch(/INFO.*first/);
    expect(lines[1]).toMatch(/WARN.*second/);
    expect(lambda.process.stdout).toBe('');
  });

  it('writes a record before the call returns', async () => {
    await using lambda = await start(
      classHandler(`async handler() { this.logger.info('the last words'); process.kill(process.pid, 'SIGKILL'); }`),
    );
    lambda.api.next();
    await lambda.exited;
    expect(await lambda.log()).toContain('the last words');
  });

  it('writes a record with line ends or control characters on one line', async () => {
    await using lambda = await start(
      classHandler(`async handler(event) { this.logger.info(event); this.logger.info('end'); }`),
    );
    await lambda.invoke('a\nforged\r\n\u001b[31m record');
    await lambda.process.logged(/end/);
    expect((await lambda.log()).split('\n').filter((line) => /^forged/.test(line))).toEqual([]);
  });

  it('calls a message function only if the level is enabled', async () => {
    await using lambda = await start(
      classHandler(`async handler() {
        this.logger.debug(() => { console.error('called for debug'); return ''; });
        this.logger.info(() => 'made for ' + 'info');
      }`),
    );
    await lambda.invoke();
    expect(await lambda.log()).toContain('made for info');
    expect(await lambda.log()).not.toContain('called for debug');
  });

  it('writes errors with their stacks', async () => {
    await using lambda = await start(
      classHandler(`async handler() { this.logger.error('went wrong:', new RangeError('why')); }`),
    );
    await lambda.invoke();
    expect(await lambda.log()).toMatch(/went wrong:.*why/);
    expect(await lambda.log()).toContain('app.mjs');
  });
});

describe('the level of the logger', () => {
  const upTo = (level: (typeof levels)[number]): string[] => levels.slice(0, levels.indexOf(level) + 1);

  it.each<[string, NonNullable<LambdaOptions['env']>, (typeof levels)[number]]>([
    ['is info', {}, 'info'],
    ['is LOG_LEVEL', { LOG_LEVEL: 'debug' }, 'debug'],
    ['is AWS_LAMBDA_LOG_LEVEL before LOG_LEVEL', { AWS_LAMBDA_LOG_LEVEL: 'WARN', LOG_LEVEL: 'debug' }, 'warn'],
    ['may be written in any case', { LOG_LEVEL: 'TrAcE' }, 'trace'],
    ['is LOG_LEVEL if the other is empty', { AWS_LAMBDA_LOG_LEVEL: '', LOG_LEVEL: 'error' }, 'error'],
    ['may be fatal', { LOG_LEVEL: 'fatal' }, 'fatal'],
  ])('%s', async (_, env, level) => {
    expect(await levelsOf(ALL_LEVELS, { env })).toEqual(upTo(level));
  });

  it('is the option of the constructor, before the environment', async () => {
    const source = ALL_LEVELS.replace('async handler', `constructor() { super({ logLevel: 'error' }); } async handler`);
    expect(await levelsOf(source, { env: { LOG_LEVEL: 'trace' } })).toEqual(upTo('error'));
  });
});

describe('data that is never logged', () => {
  const Secret = 'secret-8c6f2f';

  it('includes the environment, at any level', async () => {
    await using lambda = await start(classHandler(`async handler() { throw new Error('failed'); }`), {
      env: { DATABASE_PASSWORD: Secret, AWS_SECRET_ACCESS_KEY: Secret, LOG_LEVEL: 'trace' },
    });
    await lambda.invoke();
    await lambda.api.request('next');
    expect(await lambda.log()).toContain('failed');
    expect(await lambda.log()).not.toContain(Secret);
  });

  it('includes the content of an event, above debug', async () => {
    await using lambda = await start(ECHO);
    await lambda.invoke({ password: Secret });
    await lambda.api.request('next');
    expect(await lambda.log()).not.toContain(Secret);
  });

  it.each([
    ['text', Secret],
    ['a JSON text without its end', `{"password": "${Secret}"`],
    ['a JSON text with more behind it', `{"password": 1} ${Secret}`],
    ['a JSON text with a wrong token', `{"password": ${Secret}}`],
    ['many lines', `{\n"a": 1,\n"password": ${Secret}\n}`],
  ])('includes the content of an event that is not JSON: %s', async (_what, body) => {
    for (const env of [{}, { AWS_LAMBDA_LOG_FORMAT: 'JSON' }]) {
      await using lambda = await start(ECHO, { env });
      lambda.api.next({ body });
      const response = await lambda.api.response();
      expect(response.text).toContain('the event is not JSON');
      expect(response.text).not.toContain(Secret);
      await lambda.api.request('next');
      expect(await lambda.log()).toContain('the event is not JSON');
      expect(await lambda.log()).not.toContain(Secret);
    }
  });
});

describe('an error that nothing catches', () => {
  it.each([
    [
      'a class',
      classHandler('async handler() { queueMicrotask(() => { throw new RangeError("loose"); }); await null; }'),
    ],
    ['a plain function', plainHandler('async () => { void Promise.reject(new RangeError("loose")); await null; }')],
    ['a class that cannot start', classHandler('init() { throw new RangeError("loose"); }')],
    ['a module that cannot be loaded', 'throw new RangeError("loose");'],
  ])('is logged at level ERROR in text and in JSON: %s', async (_what, source) => {
    for (const format of ['Text', 'JSON']) {
      await using lambda = await start(source, { env: { AWS_LAMBDA_LOG_FORMAT: format } });
      lambda.api.next();
      expect((await lambda.exited).code).toBe(1);
      const lines = lambda.process.stderr.trimEnd().split('\n');
      expect(lines[0]).toMatch(format === 'JSON' ? /"level":"ERROR".*loose/ : /\tERROR\t.*loose/);
      expect(lambda.process.stderr).not.toMatch(/FATAL/);
    }
  });
});

describe('the descriptor for telemetry', () => {
  it('gets the records as frames, instead of stderr', async () => {
    const preload = `process.env._LAMBDA_TELEMETRY_LOG_FD = String(require('node:fs').openSync('frames', 'w'));`;
    await using lambda = await start(
      {
        'app.mjs': plainHandler(`async () => { console.warn('two\\nlines'); throw new RangeError('broken'); }`),
        'open.cjs': preload,
      },
      { nodeOptions: ['--require', './open.cjs'] },
    );
    const { requestId } = await lambda.invoke();
    expect(await lambda.log()).toBe('');
    const frames = await readFile(join(lambda.folder, 'frames'));
    const length = frames.readUInt32BE(4);
    expect(frames.readUInt32BE()).toBe(0xa55a0003 + 16);
    expect(frames.subarray(16, 16 + length).toString()).toMatch(new RegExp(`Z\t${requestId}\tWARN\ttwo\nlines\n$`));
    expect(frames.readUInt32BE(16 + length)).toBe(0xa55a0003 + 20);
    expect(frames.subarray(32 + length).toString()).toMatch(/\tERROR\tInvoke Error \t\{.*\}\n$/);
  });
});

describe('log4js', () => {
  it('does not fail an invocation if an appender throws', async () => {
    const broken = `{
      appenders: { broken: { type: { configure: () => () => { throw new Error('the disk is full'); } } } },
      categories: { default: { appenders: ['broken'], level: 'info' } },
    }`;
    await using lambda = await start(
      classHandler(
        `constructor() { super({ log4js: ${broken} }); } async handler(event) { this.logger.info('a line'); return event; }`,
      ),
    );
    expect((await lambda.invoke('first')).text).toBe('first');
    expect(await lambda.log()).toMatch(
      /\tERROR\tlog4js failed to write a record: Error: the disk is full[^\n]*\n[^\n]*\tINFO\ta line\n/,
    );
  });

  it('fails the start, and is reported, if its configuration is invalid', async () => {
    await using lambda = await start(
      classHandler('constructor() { super({ log4js: { appenders: {}, categories: {} } }); }'),
    );
    const response = await lambda.api.response();
    expect(response).toMatchObject({
      call: 'init/error',
      text: expect.stringContaining('log4js rejected its configuration'),
    });
    expect((await lambda.exited).code).toBe(1);
  });

  it('is configured by the constructor', async () => {
    const config = {
      appenders: { out: { type: 'stderr', layout: { type: 'pattern', pattern: 'mine %p %m' } } },
      categories: { default: { appenders: ['out'], level: 'debug' } },
    };
    await using lambda = await start(
      classHandler(
        `constructor() { super({ log4js: ${JSON.stringify(config)} }); } async handler() { this.logger.debug('configured'); }`,
      ),
    );
    await lambda.invoke();
    await lambda.process.logged(/^mine DEBUG configured/);
  });

  it('is configured by LOG4JS_CONFIG', async () => {
    const config = {
      appenders: { out: { type: 'stderr', layout: { type: 'pattern', pattern: 'from a file %p %m' } } },
      categories: { default: { appenders: ['out'], level: 'info' } },
    };
    await using lambda = await start(
      {
        'app.mjs': classHandler(`async handler() { this.logger.info('configured'); }`),
        'log4js.json': JSON.stringify(config),
      },
      { env: { LOG4JS_CONFIG: 'log4js.json' } },
    );
    await lambda.invoke();
    await lambda.process.logged(/^from a file INFO configured/);
  });
});
