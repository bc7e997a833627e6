import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type LambdaOptions, start } from './function/lambda.ts';

const methods = ['error', 'warn', 'info', 'log', 'debug', 'trace'] as const;

/** Writes to the console by each of its methods. */
const ALL_METHODS = plainHandler(
  `async () => { ${methods.map((method) => `console.${method}('by ${method}');`).join(' ')} }`,
);

/** What a function logs as it loads and in one invocation, line by line. */
async function linesOf(source: string, options: LambdaOptions = {}): Promise<{ id: string; lines: string[] }> {
  await using lambda = await start(source, options);
  const { requestId = '' } = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Aws-Tenant-Id': 't' } });
  return { id: requestId, lines: (await lambda.log()).trimEnd().split('\n') };
}

describe('the console', () => {
  it('writes records as the logger does: time, request id, level and message', async () => {
    const { id, lines } = await linesOf(
      `console.log('loading');\n${plainHandler(`async () => { console.warn('%s has %d', 'cart', 2, { total: 5 }); }`)}`,
    );
    expect(lines).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t-\tINFO\tloading$/),
      expect.stringMatching(new RegExp(`^\\S+Z\\t${id}\\tWARN\\tcart has 2 { total: 5 }$`)),
    ]);
  });

  it('has a level for each of its methods, which the environment lets through', async () => {
    const { lines } = await linesOf(ALL_METHODS, { env: { LOG_LEVEL: 'trace' } });
    expect(lines.map((line) => line.split('\t').slice(2).join(' '))).toEqual([
      'ERROR by error',
      'WARN by warn',
      'INFO by info',
      'INFO by log',
      'DEBUG by debug',
      'TRACE by trace',
    ]);
    const { lines: few } = await linesOf(ALL_METHODS, { env: { AWS_LAMBDA_LOG_LEVEL: 'WARN' } });
    expect(few.map((line) => line.split('\t').at(-1))).toEqual(['by error', 'by warn']);
  });

  it('writes JSON where the log is JSON, with objects and errors in it', async () => {
    const { id, lines } = await linesOf(
      plainHandler(`async () => {
        console.log({ order: 7 });
        console.error('failed:', new RangeError('outer', { cause: new TypeError('inner') }));
      }`),
      { env: { AWS_LAMBDA_LOG_FORMAT: 'JSON' } },
    );
    const [object, error] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const common = { requestId: id, tenantId: 't', timestamp: expect.stringMatching(/Z$/) };
    expect(object).toEqual({ ...common, level: 'INFO', message: { order: 7 } });
    expect(error).toEqual({
      ...common,
      level: 'ERROR',
      message: 'failed: RangeError: outer',
      errorType: 'RangeError',
      errorMessage: 'outer',
      stackTrace: expect.arrayContaining([expect.stringContaining('app.mjs')]),
      cause: { errorType: 'TypeError', errorMessage: 'inner', stackTrace: expect.any(Array) },
    });
  });

  it('tells of an error with its causes in text too, in one line', async () => {
    const { lines } = await linesOf(
      plainHandler(`async () => { console.error(new RangeError('outer', { cause: new TypeError('inner') })); }`),
    );
    expect(lines).toEqual([expect.stringMatching(/RangeError: outer[^\n]*\[cause\]: TypeError: inner/)]);
  });

  it('has written a record when its method returns', async () => {
    await using lambda = await start(
      plainHandler(`async () => { console.log('the last words'); process.kill(process.pid, 'SIGKILL'); }`),
    );
    lambda.api.next();
    await lambda.exited;
    expect(await lambda.log()).toContain('the last words');
  });

  it('loads neither streams nor terminals', async () => {
    await using lambda = await start(
      plainHandler(`async () => {
        const loaded = new Set(process.moduleLoadList);
        console.log('said');
        console.error('said', { n: 1 });
        return process.moduleLoadList.filter((name) => !loaded.has(name));
      }`),
    );
    expect((await lambda.invoke()).json()).toEqual([]);
  });

  it('writes where log4js does, by a configuration of the user’s own', async () => {
    const config = {
      appenders: { out: { type: 'stderr', layout: { type: 'pattern', pattern: 'mine %p %m' } } },
      categories: { default: { appenders: ['out'], level: 'debug' } },
    };
    const { lines } = await linesOf(
      classHandler(
        `constructor() { super({ log4js: ${JSON.stringify(config)} }); } async handler() { console.debug('said'); }`,
      ),
    );
    expect(lines).toEqual(['mine DEBUG said']);
  });

  it('may be where log4js writes to', async () => {
    const config = {
      appenders: { out: { type: 'console', layout: { type: 'pattern', pattern: 'mine %p %m' } } },
      categories: { default: { appenders: ['out'], level: 'info' } },
    };
    await using lambda = await start(
      classHandler(
        `constructor() { super({ log4js: ${JSON.stringify(config)} }); } async handler() { this.logger.info('logged'); console.warn('said'); }`,
      ),
    );
    await lambda.invoke();
    await lambda.log();
    expect(lambda.process.stdout).toBe('mine INFO logged\nmine WARN said\n');
  });
});
