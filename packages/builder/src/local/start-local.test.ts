import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../test/gate.ts';
import { clientThatLoads, runtimeClient, startTestLocal } from '../../test/local.ts';
import { createTestProject, type TestProject } from '../../test/test-project.ts';
import type { LocalOptions } from './options/local-options.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'alr-local-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('a crash', () => {
  it.each([
    [1, 'Runtime exited with error: exit status 1'],
    [0, 'Runtime exited without providing a reason'],
    ['SIGKILL', 'Runtime exited with error: signal: killed'],
  ] as const)('by %s fails the invocation, and the next one starts another process', async (exit, message) => {
    await using local = await startTestLocal();
    const { functionError, payload, log } = await local.invoke({ exit }, { LogType: 'Tail' });
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(new RegExp(`^RequestId: [\\da-f-]{36} Error: ${message}$`)),
    });
    expect(log).toMatch(
      new RegExp(`Error: ${message}\nEND.+\nREPORT.+Status: error\tError Type: Runtime.ExitError\n$`),
    );
    expect(await local.invoke({ respond: '"again"' })).toMatchObject({ payload: 'again' });
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(2);
  });
});

describe('a timeout', () => {
  it('fails the invocation and is logged, and the next invocation starts another process', async () => {
    await using local = await startTestLocal({ timeout: 1 });
    const { functionError, payload, log } = await local.invoke({ hang: true }, { LogType: 'Tail' });
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [\da-f-]{36} Error: Task timed out after 1.00 seconds$/),
    });
    expect(log).toMatch(/Task timed out after 1\.00 seconds\nEND .+\nREPORT .+Status: timeout\n$/);
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
  });
});

describe('a failed initialization', () => {
  it('fails the waiting invocation with the error that the runtime reported', async () => {
    await using local = await startTestLocal({ env: { INIT: 'error' } });
    expect(await local.invoke({ respond: '1' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Broken', errorMessage: 'no database' },
    });
    expect(await local.until('init-failed')).toMatchObject({ errorType: 'Function.Broken' });
  });

  it('without a report fails the invocation with the exit status', async () => {
    await using local = await startTestLocal({ env: { INIT: 'exit' } });
    const { payload } = await local.invoke({ respond: '1' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('status 7'),
    });
  });

  it('is repeated for each invocation', async () => {
    const envFile = join(directory, 'init.env');
    await writeFile(envFile, 'INIT=exit\n');
    await using local = await startTestLocal({ envFile, directory, watch: true });
    await local.until('exited');
    expect(await local.invoke({ respond: '1' })).toMatchObject({ functionError: 'Unhandled' });
    await writeFile(envFile, '');
    await local.until('restarting');
    expect(await local.invoke({ respond: '1' })).toMatchObject({ functionError: undefined, payload: 1 });
  });

  it('times out', async () => {
    await using local = await startTestLocal({ env: { INIT: 'hang' }, initTimeout: 0.3 });
    const { payload } = await local.invoke({ respond: '1' });
    expect(payload).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('0.30 s') });
  });

  it('names a missing program', async () => {
    await using local = await startTestLocal({ command: ['./no-such-program', 'app.handler'], directory });
    const { payload } = await local.invoke({ respond: '1' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringContaining('./no-such-program'),
    });
  });
});

describe('invocations', () => {
  it('run one after the other', async () => {
    await using local = await startTestLocal();
    const results = await Promise.all(
      ['1', '2', '3', '4'].map((respond) => local.invoke({ respond }, { LogType: 'Tail' })),
    );
    expect(results.map(({ payload }) => payload)).toEqual([1, 2, 3, 4]);
    const order = local.events.filter(({ type }) => type === 'start' || type === 'end').map(({ type }) => type);
    expect(order.join(' ')).toMatch(/^(start end ?)+$/);
  });

  it('after one that crashes get another process', async () => {
    await using local = await startTestLocal();
    const [crash, next] = await Promise.all([local.invoke({ exit: 1 }), local.invoke({ respond: '"alive"' })]);
    expect(crash.functionError).toBe('Unhandled');
    expect(next.payload).toBe('alive');
  });

  it('fail when the emulator stops', async () => {
    const local = await startTestLocal();
    const results = [local.invoke({ hang: true }), local.invoke({ respond: '1' })];
    await local.until('start');
    await local.close();
    for (const { payload } of await Promise.all(results))
      expect(payload).toMatchObject({ errorType: 'Sandbox.Stopped' });
  });
});

describe('a misbehaving runtime', () => {
  it('cannot respond twice', async () => {
    await using local = await startTestLocal();
    expect(await local.invoke({ twice: true })).toMatchObject({ payload: 'first' });
    const { line } = await local.until('log', (log) => log.line.startsWith('second: '));
    expect(line).toContain('"status":403');
    expect(line).toContain('InvalidStateTransition');
  });

  it('cannot respond with the id of another invocation', async () => {
    await using local = await startTestLocal();
    expect(await local.invoke({ staleId: true })).toMatchObject({ payload: { status: 410 } });
  });

  it('cannot use an unknown response mode', async () => {
    await using local = await startTestLocal();
    const { payload, log } = await local.invoke({ mode: 'Streaming' }, { LogType: 'Tail' });
    expect(payload).toMatchObject({ errorType: 'Runtime.InvalidResponseModeHeader' });
    expect(log).toContain('status 400');
  });
});

describe('watching', () => {
  const watched = async (here: TestProject, options: LocalOptions = {}) =>
    startTestLocal({
      command: await clientThatLoads(here.directory),
      directory: here.directory,
      watch: true,
      ...options,
    });

  it('restarts the process after its current invocation, and loses none that waits', async () => {
    await using gate = await openGate();
    await using here = await createTestProject();
    await using local = await watched(here);
    const running = local.client.send(
      new InvokeCommand({ FunctionName: 'function', Payload: JSON.stringify({ stream: [gate.url] }) }),
    );
    const response = await gate.called;
    const waiting = local.invoke({ describe: true });
    await writeFile(here.path('app.js'), '// changed');
    expect(await local.until('restarting')).toMatchObject({ reason: 'app.js changed' });
    response.end('finished');

    expect((await running).Payload?.transformToString()).toBe('finished');
    expect(await waiting).toMatchObject({ functionError: undefined, payload: { event: { describe: true } } });
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(2);
  });

  it('ignores files that the function was not loaded from', async () => {
    await using here = await createTestProject();
    await using local = await watched(here);
    await local.invoke({ describe: true });
    for (const name of ['local.log', 'other.js', '.hidden', 'app.js.map']) await writeFile(here.path(name), name);
    await mkdir(here.path('coverage'));
    await writeFile(here.path('coverage/app.js'), '');
    await writeFile(here.path('app.js'), '// changed');
    expect(await local.until('restarting')).toMatchObject({ reason: 'app.js changed' });
    expect(local.events.filter(({ type }) => type === 'restarting')).toHaveLength(1);
  });

  it('notices a file that is replaced, and one that is deleted with its folder and created again', async () => {
    await using here = await createTestProject();
    await mkdir(here.path('lib'));
    await writeFile(here.path('lib/part.js'), '');
    await using local = await watched(here, { env: { IMPORTS: here.path('lib/part.js') } });
    const restarts = () => local.events.filter(({ type }) => type === 'restarting').length;
    // The system may report one change in several parts, which are several restarts on a slow machine.
    const expectRestart = async (change: () => Promise<void>) => {
      await local.invoke({ describe: true });
      const before = restarts();
      await change();
      await expect.poll(restarts).toBeGreaterThan(before);
    };
    await expectRestart(async () => {
      await writeFile(here.path('temporary'), '// replaced');
      await rename(here.path('temporary'), here.path('app.js'));
    });
    await expectRestart(() => rm(here.path('lib'), { recursive: true }));
    await expectRestart(async () => {
      await mkdir(here.path('lib'));
      await writeFile(here.path('lib/part.js'), '// created again');
    });
  });

  it('notices a new file that makes an import succeed', async () => {
    await using here = await createTestProject();
    await using local = await watched(here, { env: { IMPORTS: './new/part.js' } });
    await local.until('log', ({ line }) => line.includes('ERR_MODULE_NOT_FOUND'));
    await local.invoke({ describe: true });
    await mkdir(here.path('new'));
    await writeFile(here.path('new/part.js'), '');
    expect(await local.until('restarting')).toMatchObject({ reason: 'new/part.js changed' });
  });

  it('reads the options again, and keeps the last valid ones', async () => {
    await using here = await createTestProject({ 'test.env': 'A=1\n' });
    await using local = await watched(here, { envFile: 'test.env' });
    expect(await local.invoke({ describe: 'A' })).toMatchObject({ payload: { variable: '1' } });
    await writeFile(here.path('test.env'), ': B\n');
    const { message } = await local.until('warning');
    expect(message).toMatch(/^test\.env:1:1: .*\nthe last valid configuration stays in use$/s);
    expect(local.events.filter(({ type }) => type === 'restarting')).toEqual([]);
    await writeFile(here.path('test.env'), 'A=2\n');
    await local.until('restarting');
    expect(await local.invoke({ describe: 'A' })).toMatchObject({ payload: { variable: '2' } });
  });
});

describe('stopping', () => {
  it('ends the process and its descendants', async () => {
    await using gate = await openGate();
    const local = await startTestLocal();
    const invoked = local.invoke({ spawnAndHang: gate.url });
    await gate.called;
    await local.close();
    await gate.gone;
    await invoked;
  });
});

describe('starting', () => {
  it('fails with the port if it is in use', async () => {
    await using local = await startTestLocal();
    const { port } = new URL(local.url);
    await expect(startTestLocal({ port: Number(port) })).rejects.toThrow(`port ${port} of 127.0.0.1 is already in use`);
  });

  it('fails with the searched directory if there is no runtime', async () => {
    await expect(startTestLocal({ command: undefined, handler: 'app', directory })).rejects.toThrow(
      `@alr/runtime is not installed in ${directory}: run npm install @alr/runtime`,
    );
  });

  it('fails without a handler', async () => {
    const [code, message] = [
      2,
      /^no handler is named: run alr-builder local src\/app\.MyLambda, or set image\.handler/,
    ];
    const error = await startTestLocal({ command: undefined, directory }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LocalOptionError', exitCode: code, message: expect.stringMatching(message) });
  });

  it('fails with the position of a line in the environment file that is not a variable', async () => {
    await writeFile(join(directory, 'invalid.env'), 'A=1\n: B\n');
    await expect(startTestLocal({ envFile: 'invalid.env', directory })).rejects.toThrow(/^invalid\.env:2:1: /);
  });

  it('rejects a variable that no process can have, without its value', async () => {
    await expect(startTestLocal({ env: { PASSWORD: 's3\0cret' } })).rejects.toThrow(
      /^the environment variable PASSWORD contains a null character$/,
    );
  });

  it('survives an environment that is too large for a process, and says so', async () => {
    await using local = await startTestLocal({ env: { BIG: 'x'.repeat(3_000_000) } });
    const { payload } = await local.invoke({ respond: '1' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringMatching(
        /Could not start the runtime: its arguments and environment variables are too/,
      ),
    });
  });

  it('fails with the name of a missing environment file', async () => {
    await expect(startTestLocal({ envFile: 'missing.env' })).rejects.toThrow(
      'cannot read the environment file missing.env: no such file or directory',
    );
  });

  it('passes the handler to another runtime as _HANDLER', async () => {
    await using local = await startTestLocal({ command: [...runtimeClient, 'some', 'words'], handler: 'app.handler' });
    expect(await local.invoke({ describe: '_HANDLER' })).toMatchObject({
      payload: { variable: 'app.handler', args: ['some', 'words'] },
    });
  });
});

describe('tracing', () => {
  const traceHeader = async (trace: boolean | undefined, headers: Record<string, string> = {}) => {
    await using local = await startTestLocal({ trace });
    const response = await fetch(local.url, { headers });
    const { headers: received } = (await response.json()) as { headers: Record<string, string> };
    return received['lambda-runtime-trace-id'];
  };
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8';

  it('gives each invocation a trace, which is sampled on request', async () => {
    expect(await traceHeader(undefined)).toMatch(/^Root=.+;Parent=.+;Sampled=0$/);
    expect(await traceHeader(true)).toMatch(/^Root=.+;Parent=.+;Sampled=1$/);
    expect(await traceHeader(false)).toBeUndefined();
  });

  it("continues the invoker's trace, sampled or not", async () => {
    expect(await traceHeader(undefined, { 'X-Amzn-Trace-Id': `${header};Sampled=1` })).toBe(`${header};Sampled=1`);
    expect(await traceHeader(true, { 'X-Amzn-Trace-Id': `${header};Sampled=0` })).toBe(`${header};Sampled=0`);
  });
});

describe('logging', () => {
  const variables = async (options: LocalOptions) => {
    await using local = await startTestLocal(options);
    const names = ['AWS_LAMBDA_LOG_FORMAT', 'AWS_LAMBDA_LOG_LEVEL'];
    const results = await Promise.all(names.map((describe) => local.invoke({ describe })));
    return results.map(({ payload }) => (payload as { variable?: string }).variable);
  };

  it('is configured as on AWS, and only on request', async () => {
    expect(await variables({ logFormat: 'json', logLevel: 'debug' })).toEqual(['JSON', 'DEBUG']);
    expect(await variables({ logFormat: 'text' })).toEqual(['Text', undefined]);
    expect(await variables({})).toEqual([undefined, undefined]);
  });
});

describe('a fault', () => {
  it('is reported as an event, and fails the invocation', async () => {
    await using local = await startTestLocal({ faults: ['413:1'] });
    expect(await local.invoke({ respond: '1' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect(await local.invoke({ respond: '2' })).toMatchObject({ functionError: undefined, payload: 2 });
    expect(local.events.filter(({ type }) => type === 'fault')).toEqual([
      { type: 'fault', call: 'response', effect: 'gets status 413' },
    ]);
  });

  it('of the kind timeout makes the invocation time out', async () => {
    await using local = await startTestLocal({ faults: ['timeout:1'], timeout: 1 });
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    expect(await local.invoke({ respond: '2' })).toMatchObject({ payload: 2 });
  });

  it('is validated at the start', async () => {
    await expect(startTestLocal({ faults: ['418'] })).rejects.toThrow('AWS documents no status 418 for response');
  });
});
