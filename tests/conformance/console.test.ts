import { describe, expect, it } from 'vitest';
import { classHandler, plainHandler } from './function/handler-source.ts';
import { type LambdaOptions, start } from './function/lambda.ts';

const methods = ['error', 'warn', 'info', 'log', 'debug', 'trace'] as const;

/** Writes to the console with each of its methods. */
const ALL_METHODS = plainHandler(
  `async () => { ${methods.map((method) => `console.${method}('by ${method}');`).join(' ')} }`,
);

/** The log lines of a function, from its load to the end of one invocation. */
async function linesOf(source: string, options: LambdaOptions = {}): Promise<{ id: string; lines: string[] }> {
  await using lambda = await start(source, options);
  const { requestId = '' } = await lambda.invoke(null, { headers: { 'Lambda-Runtime-Aws-Tenant-Id': 't' } });
  return { id: requestId, lines: (await lambda.log()).trimEnd().split('\n') };
}

describe('the console', () => {
  it('writes records like the logger: time, request id, level and message', async () => {
    const { id, lines } = await linesOf(
      `console.log('loading');\n${plainHandler(`async () => { console.warn('%s has %d', 'cart', 2, { total: 5 }); }`)}`,
    );
    expect(lines).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t-\tINFO\tloading$/),
      expect.stringMatching(new RegExp(`^\\S+Z\\t${id}\\tWARN\\tcart has 2 { total: 5 }$`)),
    ]);
  });

  it('writes up to level info for a class, if no level is set', async () => {
    const body = methods.map((method) => `console.${method}('by ${method}');`).join(' ');
    const { lines } = await linesOf(classHandler(`async handler() { ${body} }`));
    expect(lines.map((line) => line.split('\t').at(-1))).toEqual(['by error', 'by warn', 'by info', 'by log']);
  });

  it('writes a lone error in JSON as AWS’s Node runtime does for a plain function', async () => {
    const { lines } = await linesOf(
      plainHandler(`async () => { console.error(Object.assign(new RangeError('broken'), { code: 'E' })); }`),
      { env: { AWS_LAMBDA_LOG_FORMAT: 'JSON' } },
    );
    const record = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(Object.keys(record)).toEqual(['timestamp', 'level', 'requestId', 'tenantId', 'message']);
    expect(record.message).toEqual({
      errorType: 'RangeError',
      errorMessage: 'broken',
      stackTrace: expect.arrayContaining(['RangeError: broken', expect.stringMatching(/^ {4}at .*app\.mjs/)]),
      code: 'E',
    });
  });

  it('has a level for each of its methods, filtered by the environment', async () => {
    const { lines } = await linesOf(ALL_METHODS, { env: { LOG_LEVEL: 'trace' } });
    expect(lines.map((line) => line.split('\t').slice(2).join(' '))).toEqual([
      'ERROR by error',
      'WARN by warn',
      'INFO by info',
      'INFO by log',
      'DEBUG by debug',
      'TRACE by trace',
    ]);
    const { lines: all } = await linesOf(ALL_METHODS);
    expect(all).toHaveLength(methods.length);
    const { lines: few } = await linesOf(ALL_METHODS, { env: { AWS_LAMBDA_LOG_LEVEL: 'WARN' } });
    expect(few.map((line) => line.split('\t').at(-1))).toEqual(['by error', 'by warn']);
  });

  it('writes JSON with objects and errors if the log format is JSON', async () => {
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

  it('writes an error with its causes as text in one line', async () => {
    const { lines } = await linesOf(
      plainHandler(`async () => { console.error(new RangeError('outer', { cause: new TypeError('inner') })); }`),
    );
    expect(lines).toEqual([expect.stringMatching(/RangeError: outer[^\n]*\[cause\]: TypeError: inner/)]);
  });

  it('writes a record before its method returns', async () => {
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

  it('writes through a log4js configuration of the user', async () => {
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

  it('may be an appender of log4js', async () => {
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
