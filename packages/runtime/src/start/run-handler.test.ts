import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { ProcessStandIn } from '../../test/process-stand-in.ts';
import { RuntimeApiStandIn } from '../../test/runtime-api-stand-in.ts';
import { until } from '../../test/until.ts';
import { runHandler } from './run-handler.ts';

const INIT_ERROR = '/2018-06-01/runtime/init/error';
const VARIABLES = ['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_MODULE', '_HANDLER'];

let standIn: ProcessStandIn;
let log = '';

beforeEach(() => {
  standIn = new ProcessStandIn();
  log = '';
  vi.spyOn(process.getBuiltinModule('node:fs'), 'writeSync').mockImplementation((_descriptor, bytes) => {
    log += String(bytes);
    return Buffer.byteLength(bytes as never);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  standIn[Symbol.dispose]();
});

/** Runs a handler of the module as the bootstrap does, until the API has got something. */
async function run(source: string, argument: string | undefined, env: Readonly<Record<string, string>> = {}) {
  await using api = await RuntimeApiStandIn.start('{"a":1}');
  await using folder = await FunctionFolder.create({ 'app.mjs': source });
  const variables: Record<string, string> = {
    AWS_LAMBDA_RUNTIME_API: api.address,
    LAMBDA_TASK_ROOT: folder.path,
    ...env,
  };
  for (const name of VARIABLES) vi.stubEnv(name, variables[name]);
  void runHandler(argument);
  await until(() => api.sent.length > 0);
  return { sent: api.sent[0], folder: folder.path };
}

describe('a handler’s name', () => {
  const answer = `export const first = () => 'first'; export const second = () => 'second'; export const third = () => 'third';`;

  it.each([
    ['the argument', 'app.first', { LAMBDA_MODULE: 'app.second', _HANDLER: 'app.third' }, '"first"'],
    ['LAMBDA_MODULE', undefined, { LAMBDA_MODULE: 'app.second', _HANDLER: 'app.third' }, '"second"'],
    ['_HANDLER', '', { LAMBDA_MODULE: '', _HANDLER: 'app.third' }, '"third"'],
  ])('is that of %s', async (_what, argument, env, body) => {
    expect((await run(answer, argument, env)).sent).toMatchObject({ body });
  });

  it('is missing: that is reported, with what to do', async () => {
    const { sent } = await run('', undefined);
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.MalformedHandlerName' });
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain('CMD ["app.MyLambda"]');
    expect(await standIn.exited).toBe(1);
  });

  it('is looked up below the working directory too', async () => {
    const { sent } = await run('', 'gone.handler');
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain(` or ${process.cwd()}`);
  });
});

describe('what the module exports', () => {
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
    ['an instance of one', `export default new (class {${branded}})()`],
  ])('may be %s, known by its brand: it runs, and knows its file', async (_what, source) => {
    const { sent, folder } = await run(source, 'app');
    expect(sent).toMatchObject({ path: '/ran', body: `${folder}/app.mjs` });
  });

  it.each([
    ['a number', 'export const handler = 7;', 'is of type number; a handler is a class that extends Runtime'],
    ['null', 'export const handler = { inner: null };', 'has no export handler.inner'],
    ['a class of something else', 'export const handler = class Other {};', "is a class that doesn't extend Runtime"],
  ])('can’t be %s', async (_what, source, message) => {
    const { sent } = await run(source, source.includes('inner') ? 'app.handler.inner' : 'app.handler');
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.HandlerNotFound' });
    expect(JSON.parse(sent?.body ?? '').errorMessage).toContain(message);
  });

  it('can’t be a class of another protocol version', async () => {
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
    ['a module that can’t be parsed', 'export const handler = 1 +;', 'Runtime.UserCodeSyntaxError', "can't be parsed"],
    ['an import that is missing', `import 'not-installed';`, 'Runtime.ImportModuleError', 'not-installed'],
  ])('is reported, and logged, and the process exits: %s', async (_what, source, errorType, message) => {
    const { sent } = await run(source, 'app.handler');
    expect(sent).toMatchObject({ path: INIT_ERROR, errorType });
    expect(sent?.body).toContain(message);
    expect(await standIn.exited).toBe(1);
    expect(log).toContain('the function failed to start: ');
  });

  it('is reported for what the module leaves behind as it loads', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => standIn.listenerCount > 0);
    standIn.emit('unhandledRejection', new RangeError('left behind'));
    expect((await loading).sent).toMatchObject({ path: INIT_ERROR, errorType: 'Function.RangeError' });
  });

  it('is reported where the module never finishes loading', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => standIn.listenerCount > 0);
    standIn.emit('beforeExit', 0);
    expect((await loading).sent).toMatchObject({ path: INIT_ERROR, errorType: 'Runtime.NodeJsExit' });
  });

  it('never looks like success where the module exits by itself', async () => {
    const loading = run('await new Promise(() => {});', 'app.handler');
    await until(() => standIn.listenerCount > 0);
    standIn.emit('exit', 0);
    expect(process.exitCode).toBe(1);
    standIn.emit('beforeExit', 0);
    await loading;
  });

  it('is logged where there is no API to report it to', async () => {
    for (const name of VARIABLES) vi.stubEnv(name, undefined);
    await runHandler('gone.handler');
    expect(await standIn.exited).toBe(1);
    expect(log).toMatch(/no module for the handler "gone\.handler"/);
    expect(log).toMatch(/AWS_LAMBDA_RUNTIME_API isn't set: .*alr-builder local/);
  });
});

describe('before the module loads', () => {
  it('has AWS’s global, with the invoke store', async () => {
    const { sent } = await run(
      'const { streamifyResponse, HttpResponseStream, InvokeStore } = globalThis.awslambda; const seen = [typeof streamifyResponse, typeof HttpResponseStream.from, typeof InvokeStore.run]; export const handler = () => seen;',
      'app.handler',
    );
    expect(sent).toMatchObject({ body: '["function","function","function"]' });
  });
});
