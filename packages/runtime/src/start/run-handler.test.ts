import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeProcess } from '../../test/fake-process.ts';
import { FakeRuntimeApi } from '../../test/fake-runtime-api.ts';
import { FunctionFolder } from '../../test/function-folder.ts';
import { until } from '../../test/until.ts';
import { processPlatform } from '../platform/platform.ts';
import { runHandlerOn } from './run-handler.ts';

const INIT_ERROR = '/2018-06-01/runtime/init/error';
const variableNames = ['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_MODULE', '_HANDLER'];

let fakeProcess: FakeProcess;
let exit: PromiseWithResolvers<number>;
let log: string[];

beforeEach(() => {
  fakeProcess = new FakeProcess();
  exit = Promise.withResolvers();
  log = [];
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs a handler as the bootstrap does, with the environment variables and nothing else of this process. */
function runIn(variables: Readonly<Record<string, string>>, argument: string | undefined): Promise<void> {
  for (const name of variableNames) vi.stubEnv(name, variables[name]);
  const platform = {
    ...processPlatform(),
    process: fakeProcess.host,
    writeRecord: (line: string) => void log.push(line),
    exit: exit.resolve,
  };
  return runHandlerOn(platform, argument);
}

/** Runs a handler of the module until it sends something to the API. */
async function run(source: string, argument: string | undefined, env: Readonly<Record<string, string>> = {}) {
  await using api = await FakeRuntimeApi.start('{"a":1}');
  await using folder = await FunctionFolder.create({ 'app.mjs': source });
  void runIn({ AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: folder.path, ...env }, argument);
  await until(() => api.sent.length > 0);
  return { sent: api.sent[0], folder: folder.path };
}

describe('the name of the handler', () => {
  const source = `export const first = () => 'first'; export const second = () => 'second'; export const third = () => 'third';`;

  it.each([
    ['the argument', 'app.first', { LAMBDA_MODULE: 'app.second', _HANDLER: 'app.third' }, '"first"'],
    ['LAMBDA_MODULE', undefined, { LAMBDA_MODULE: 'app.second', _HANDLER: 'app.third' }, '"second"'],
    ['_HANDLER', '', { LAMBDA_MODULE: '', _HANDLER: 'app.third' }, '"third"'],
  ])('is taken from %s', async (_name, argument, env, body) => {
    expect((await run(source, argument, env)).sent).toMatchObject({ body });
  });

  it('is required: the error says how to set it', async () => {
    const { sent } = await run('', undefined);
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.MalformedHandlerName' });
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain('CMD ["app.MyLambda"]');
    expect(await exit.promise).toBe(1);
  });

  it('is looked up below the working directory too', async () => {
    const { sent } = await run('', 'gone.handler');
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain(` or ${process.cwd()}`);
  });
});

describe('the export of the module', () => {
  it('may be a plain function', async () => {
    expect((await run('export const handler = (event) => event;', 'app.handler')).sent).toMatchObject({
      path: '/2018-06-01/runtime/invocation/id-1/response',
      body: '{"a":1}',
    });
  });

  const branded = `
    static [Symbol.for('@alr/runtime')] = 1;
    [Symbol.for('@alr/runtime')] = 1;
    [Symbol.for('@alr/runtime.attach')](platform) { this.file = platform.handlerFile; }
    async run() {
      await fetch('http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/ran', { method: 'POST', body: this.file });
    }`;

  it.each([
    ['a class of another copy of this package', `export default class {${branded}}`],
    ['an instance of such a class', `export default new (class {${branded}})()`],
  ])('may be %s, recognized by its brand: it runs, and knows its file', async (_name, source) => {
    const { sent, folder } = await run(source, 'app');
    expect(sent).toMatchObject({ path: '/ran', body: `${folder}/app.mjs` });
  });

  it.each([
    ['a number', 'export const handler = 7;', 'is of type number; a handler is a class that extends Runtime'],
    ['null', 'export const handler = { inner: null };', 'has no export handler.inner'],
    ['another class', 'export const handler = class Other {};', 'is a class that does not extend Runtime'],
  ])('cannot be %s', async (_name, source, message) => {
    const { sent } = await run(source, source.includes('inner') ? 'app.handler.inner' : 'app.handler');
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.HandlerNotFound' });
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain(message);
  });

  it('cannot be a class with another protocol version', async () => {
    const { sent } = await run(
      `export const handler = class { static [Symbol.for('@alr/runtime')] = 2; };`,
      'app.handler',
    );
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType: 'Function.ConfigurationError' });
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain('protocol version 2');
  });
});

describe('a failure to start', () => {
  it.each([
    ['a module that throws', `throw new RangeError('at load');`, 'Function.RangeError', 'at load'],
    ['a syntax error', 'export const handler = 1 +;', 'Runtime.UserCodeSyntaxError', 'cannot be parsed'],
    ['a missing import', `import 'not-installed';`, 'Runtime.ImportModuleError', 'not-installed'],
  ])('is reported and logged, and the process exits: %s', async (_name, source, errorType, message) => {
    const { sent } = await run(source, 'app.handler');
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType });
    expect(sent?.body).toContain(message);
    expect(await exit.promise).toBe(1);
    expect(log).toEqual([expect.stringMatching(/\t-\tERROR\tInit Error \t\{"errorType":/)]);
  });

  it('is reported if the module causes an unhandled rejection while it loads', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => fakeProcess.listenerTotal > 0);
    fakeProcess.emit('unhandledRejection', new RangeError('left over'));
    expect((await loading).sent).toMatchObject({ path: INIT_ERROR, errorType: 'Function.RangeError' });
  });

  it('is reported once, even if the module fails again while the process ends', async () => {
    await using api = await FakeRuntimeApi.start();
    await using folder = await FunctionFolder.create({ 'app.mjs': 'await new Promise(() => {});' });
    void runIn({ AWS_LAMBDA_RUNTIME_API: api.address, LAMBDA_TASK_ROOT: folder.path }, 'app.handler');
    await until(() => fakeProcess.listenerTotal > 0);
    for (let i = 0; i < 10; i++) fakeProcess.emit('uncaughtException', new RangeError(`failure ${i}`));
    expect(await exit.promise).toBe(1);
    expect(api.sent.map(({ path }) => path)).toEqual([INIT_ERROR]);
    expect(log).toHaveLength(1);
  });

  it('is reported if the module never finishes loading', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => fakeProcess.listenerTotal > 0);
    fakeProcess.emit('beforeExit', 0);
    expect((await loading).sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.NodeJsExit' });
  });

  it('sets an exit code other than 0 if the module exits the process', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => fakeProcess.listenerTotal > 0);
    fakeProcess.emit('exit', 0);
    expect(fakeProcess.exitCode).toBe(1);
    fakeProcess.emit('beforeExit', 0);
    await loading;
  });

  it('is logged if there is no API to report it to', async () => {
    await runIn({}, 'gone.handler');
    expect(await exit.promise).toBe(1);
    expect(log.join('\n')).toContain(String.raw`no module for the handler \"gone.handler\"`);
    expect(log.join('\n')).toMatch(/AWS_LAMBDA_RUNTIME_API is not set: .*alr-builder local/);
  });
});

describe('the module', () => {
  it('has AWS’s global, with the invoke store, while it loads', async () => {
    const { sent } = await run(
      'const { streamifyResponse, HttpResponseStream, InvokeStore } = globalThis.awslambda; const seen = [typeof streamifyResponse, typeof HttpResponseStream.from, typeof InvokeStore.run]; export const handler = () => seen;',
      'app.handler',
    );
    expect(sent).toMatchObject({ body: '["function","function","function"]' });
  });
});
