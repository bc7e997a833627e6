import { describe, expect, it } from 'vitest';
import { classHandler, ECHO } from './function/handler-source.ts';
import { type Files, type LambdaOptions, start } from './function/lambda.ts';
import { rejectWith, resetAfter, staySilent } from './server/behaviours.ts';

/** Starts a function that fails to start, and returns its report. */
async function failToStart(source: string | Files, options: LambdaOptions = {}) {
  await using lambda = await start(source, options);
  const response = await lambda.api.response();
  const { code } = await lambda.exited;
  expect(response.call).toBe('init/error');
  expect(code).toBe(1);
  expect(lambda.api.all('next')).toEqual([]);
  expect(response.header('content-type')).toBe('application/vnd.aws.lambda.error+json');
  expect(response.header('lambda-runtime-invocation-id')).toBeUndefined();
  const body = response.json() as { errorType: string; errorMessage: string; stackTrace: string[] };
  return { type: response.header('lambda-runtime-function-error-type'), body, log: await lambda.log() };
}

describe('a function that fails to start', () => {
  it.each<[string, string | Files, string, string]>([
    ['a module that is not there', ECHO, 'missing.handler', 'Runtime.ImportModuleError'],
    ['an export that is not there', ECHO, 'app.missing', 'Runtime.HandlerNotFound'],
    [
      'an export that is neither a class nor a function',
      'export const handler = 42;',
      'app.handler',
      'Runtime.HandlerNotFound',
    ],
    [
      'a module without a default export or handler',
      'export const other = () => {};',
      'app',
      'Runtime.HandlerNotFound',
    ],
    [
      'a module that does not parse',
      'export const handler = async ( => {',
      'app.handler',
      'Runtime.UserCodeSyntaxError',
    ],
    ['an import that is not there', `import 'not-installed-anywhere';`, 'app.handler', 'Runtime.ImportModuleError'],
    ['a handler name that makes no sense', ECHO, '..', 'Runtime.MalformedHandlerName'],
  ])('for %s reports it with its type, and exits', async (_, source, handler, type) => {
    const report = await failToStart(source, { handler });
    expect(report.type).toBe(type);
    expect(report.body.errorType).toBe(type);
    expect(report.log).toContain(JSON.stringify(report.body.errorMessage));
  });

  it.each([
    ['a module that throws', `throw new RangeError('at load');`],
    ['a module that rejects', `await Promise.reject(new RangeError('at load'));`],
    ['a constructor that throws', classHandler(`constructor() { super(); throw new RangeError('at load'); }`)],
    ['an init that throws', classHandler(`init() { throw new RangeError('at load'); }`)],
    ['an init that rejects', classHandler(`async init() { await 1; throw new RangeError('at load'); }`)],
  ])('for %s reports what it threw', async (_, source) => {
    const report = await failToStart(source);
    expect(report.type).toBe('Function.RangeError');
    expect(report.body).toMatchObject({ errorType: 'RangeError', errorMessage: 'at load' });
    expect(report.body.stackTrace.join()).toContain('app.mjs');
  });

  it.each([
    ['undefined', 'throw undefined;'],
    ['null', 'throw null;'],
    ['a string', `throw 'words';`],
  ])('for a module that throws %s reports that', async (_, source) => {
    const report = await failToStart(source);
    expect(report.type).toMatch(/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/);
    expect(typeof report.body.errorMessage).toBe('string');
  });

  it('names both folders that it searched', async () => {
    const report = await failToStart(
      { 'task/app.mjs': ECHO, 'work/app.mjs': ECHO },
      {
        handler: 'missing',
        cwd: 'work',
        env: { LAMBDA_TASK_ROOT: '/var/nowhere' },
      },
    );
    expect(report.body.errorMessage).toContain('/var/nowhere');
    expect(report.body.errorMessage).toMatch(/work\b/);
  });

  it('reports that no handler is named', async () => {
    const report = await failToStart(ECHO, { handler: null });
    expect(report.type).toBe('Runtime.MalformedHandlerName');
    expect(report.body.errorMessage).toMatch(/LAMBDA_MODULE|_HANDLER/);
  });

  it('reports an unhandled rejection in the module', async () => {
    const report = await failToStart(
      `Promise.reject(new RangeError('behind')); await new Promise(() => setInterval(() => {}, 1000));`,
    );
    expect(report.body).toMatchObject({ errorMessage: expect.stringContaining('behind') });
  });

  it('reports an init that never settles when the event loop is empty', async () => {
    const report = await failToStart(classHandler('init() { return new Promise(() => {}); }'));
    expect(report.type).toBe('Runtime.NodeJsExit');
  });

  it.each([
    ['rejects the report', rejectWith(403, 'InvalidStateTransition')],
    ['fails', rejectWith(500, 'InternalServerError')],
    ['resets the connection', resetAfter(Buffer.alloc(0))],
  ])('exits even if the API %s', async (_, behaviour) => {
    await using lambda = await start(ECHO, { handler: 'missing', api: (api) => api.once('init/error', behaviour) });
    expect((await lambda.exited).code).toBe(1);
    expect(lambda.api.all('init/error')).toHaveLength(1);
    expect(await lambda.log()).toContain('missing');
  });

  it('exits even if the API never responds', async () => {
    const source = classHandler(`constructor() { super({ timeout: 0.2 }); } init() { throw new Error('at load'); }`);
    await using lambda = await start(source, { api: (api) => api.once('init/error', staySilent) });
    expect((await lambda.exited).code).toBe(1);
  });
});

describe('sendInitError', () => {
  it.each([
    ['the constructor', `constructor() { super(); this.sendInitError('no database', 'NoDatabase'); }`],
    ['init', `async init() { await this.sendInitError('no database', 'NoDatabase'); }`],
    ['init, caught', `async init() { try { await this.sendInitError('no database', 'NoDatabase'); } catch {} }`],
  ])('from %s reports the error, and the process exits in any case', async (_, member) => {
    const report = await failToStart(classHandler(member));
    expect(report.type).toBe('Function.NoDatabase');
    expect(report.body).toMatchObject({ errorType: 'NoDatabase', errorMessage: 'no database' });
  });
});

describe('init', () => {
  it('runs once, before the first event is requested', async () => {
    await using lambda = await start(
      classHandler(`
        ready = 0;
        async init() { await new Promise((resolve) => setImmediate(resolve)); this.ready += 1; console.error('ready'); }
        async handler() { return this.ready; }
      `),
      { api: (api) => api.once('next', async (exchange) => exchange.reset()) },
    );
    await lambda.api.request('next');
    await lambda.process.logged(/ready/);
    expect((await lambda.invoke()).text).toBe('1');
    expect((await lambda.invoke()).text).toBe('1');
  });
});
