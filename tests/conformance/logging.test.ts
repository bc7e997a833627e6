import { describe, expect, it } from 'vitest';
import { classHandler, ECHO } from './function/handler-source.ts';
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
    lambda.api.next({ body: `{"password": "${Secret}"` });
    await lambda.api.response();
    await lambda.api.request('next');
    expect(await lambda.log()).not.toContain(Secret);
  });
});

describe('log4js', () => {
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
