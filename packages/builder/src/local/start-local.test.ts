import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../test/gate.ts';
import { runtimeClient, startTestLocal } from '../../test/local.ts';
import type { LocalOptions } from './local-options.ts';

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
  ] as const)('by %s is told to the invoker, and the next invocation starts anew', async (exit, message) => {
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
    expect(await local.invoke({ reply: '"again"' })).toMatchObject({ payload: 'again' });
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(2);
  });
});

describe('a timeout', () => {
  it('is told to the invoker and the log, and the next invocation starts anew', async () => {
    await using local = await startTestLocal({ timeout: 1 });
    const { functionError, payload, log } = await local.invoke({ hang: true }, { LogType: 'Tail' });
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [\da-f-]{36} Error: Task timed out after 1.00 seconds$/),
    });
    expect(log).toMatch(/Task timed out after 1\.00 seconds\nEND .+\nREPORT .+Status: timeout\n$/);
    expect(await local.invoke({ reply: '1' })).toMatchObject({ payload: 1 });
  });
});

describe('a failing initialisation', () => {
  it('is told to the invocation that waits for it, with the body that the runtime reported', async () => {
    await using local = await startTestLocal({ env: { INIT: 'error' } });
    expect(await local.invoke({ reply: '1' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Broken', errorMessage: 'no database' },
    });
    expect(await local.until('init-failed')).toMatchObject({ errorType: 'Function.Broken' });
  });

  it('without a report is told by the exit', async () => {
    await using local = await startTestLocal({ env: { INIT: 'exit' } });
    const { payload } = await local.invoke({ reply: '1' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('status 7'),
    });
  });

  it('is tried anew by each invocation', async () => {
    const envFile = join(directory, 'init.env');
    await writeFile(envFile, 'INIT=exit\n');
    await using local = await startTestLocal({ envFile, directory, watch: true });
    await local.until('exited');
    expect(await local.invoke({ reply: '1' })).toMatchObject({ functionError: 'Unhandled' });
    await writeFile(envFile, '');
    await local.until('restarting');
    expect(await local.invoke({ reply: '1' })).toMatchObject({ functionError: undefined, payload: 1 });
  });

  it('that never ends is given up', async () => {
    await using local = await startTestLocal({ env: { INIT: 'hang' }, initTimeout: 0.3 });
    const { payload } = await local.invoke({ reply: '1' });
    expect(payload).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('0.30 s') });
  });

  it('for want of a program is told by its name', async () => {
    await using local = await startTestLocal({ command: ['./no-such-program', 'app.handler'], directory });
    const { payload } = await local.invoke({ reply: '1' });
    expect(payload).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringContaining('./no-such-program'),
    });
  });
});

describe('invocations', () => {
  it('wait their turn', async () => {
    await using local = await startTestLocal();
    const replies = await Promise.all(
      ['1', '2', '3', '4'].map((reply) => local.invoke({ reply }, { LogType: 'Tail' })),
    );
    expect(replies.map(({ payload }) => payload)).toEqual([1, 2, 3, 4]);
    const order = local.events.filter(({ type }) => type === 'start' || type === 'end').map(({ type }) => type);
    expect(order.join(' ')).toMatch(/^(start end ?)+$/);
  });

  it('behind one that crashes get a process of their own', async () => {
    await using local = await startTestLocal();
    const [crash, next] = await Promise.all([local.invoke({ exit: 1 }), local.invoke({ reply: '"alive"' })]);
    expect(crash.functionError).toBe('Unhandled');
    expect(next.payload).toBe('alive');
  });

  it('get an error when the emulator is stopped', async () => {
    const local = await startTestLocal();
    const replies = [local.invoke({ hang: true }), local.invoke({ reply: '1' })];
    await local.until('start');
    await local.close();
    for (const { payload } of await Promise.all(replies))
      expect(payload).toMatchObject({ errorType: 'Sandbox.Stopped' });
  });
});

describe('a runtime out of turn', () => {
  it('is refused a second reply', async () => {
    await using local = await startTestLocal();
    expect(await local.invoke({ twice: true })).toMatchObject({ payload: 'first' });
    const { line } = await local.until('log', (log) => log.line.startsWith('second: '));
    expect(line).toContain('"status":403');
    expect(line).toContain('InvalidStateTransition');
  });

  it('is refused the echo of another invocation', async () => {
    await using local = await startTestLocal();
    expect(await local.invoke({ staleId: true })).toMatchObject({ payload: { status: 410 } });
  });

  it('is refused a response mode that there is not', async () => {
    await using local = await startTestLocal();
    const { payload, log } = await local.invoke({ mode: 'Streaming' }, { LogType: 'Tail' });
    expect(payload).toMatchObject({ errorType: 'Runtime.InvalidResponseModeHeader' });
    expect(log).toContain('refused: 400');
  });
});

describe('watching', () => {
  it('starts the process anew after what it has in hand, and loses nothing that waits', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ directory, watch: true });
    const running = local.client.send(
      new InvokeCommand({ FunctionName: 'function', Payload: JSON.stringify({ stream: [gate.url] }) }),
    );
    const response = await gate.called;
    const waiting = local.invoke({ describe: true });
    await writeFile(join(directory, 'app.js'), '// changed');
    expect(await local.until('restarting')).toMatchObject({ reason: 'app.js changed' });
    response.end('finished');

    expect((await running).Payload?.transformToString()).toBe('finished');
    expect(await waiting).toMatchObject({ functionError: undefined, payload: { event: { describe: true } } });
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(2);
  });

  it('takes no notice of node_modules and hidden files', async () => {
    await mkdir(join(directory, 'node_modules', 'left-pad'), { recursive: true });
    await using local = await startTestLocal({ directory, watch: true });
    await writeFile(join(directory, 'node_modules', 'left-pad', 'index.js'), '');
    await writeFile(join(directory, '.hidden'), '');
    await writeFile(join(directory, 'seen.js'), '');
    expect(await local.until('restarting')).toMatchObject({ reason: 'seen.js changed' });
    expect(local.events.filter(({ type }) => type === 'restarting')).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('leaves no process behind', async () => {
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
  it('says which port is taken', async () => {
    await using local = await startTestLocal();
    const { port } = new URL(local.url);
    await expect(startTestLocal({ port: Number(port) })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken.`);
  });

  it('says where it looked for a runtime', async () => {
    await expect(startTestLocal({ command: undefined, directory })).rejects.toThrow(
      `There is no @alr/runtime in ${directory}. Install it`,
    );
  });

  it('says that an environment file is missing', async () => {
    await expect(startTestLocal({ envFile: 'missing.env' })).rejects.toThrow(
      "Can't read the environment file missing.env",
    );
  });

  it('tells the handler to another runtime', async () => {
    await using local = await startTestLocal({ command: [...runtimeClient, 'some', 'words'], handler: 'app.handler' });
    expect(await local.invoke({ describe: '_HANDLER' })).toMatchObject({
      payload: { variable: 'app.handler', args: ['some', 'words'] },
    });
  });
});

describe('tracing', () => {
  const tracesOf = async (trace: boolean | undefined, headers: Record<string, string> = {}) => {
    await using local = await startTestLocal({ trace });
    const response = await fetch(local.url, { headers });
    const { headers: received } = (await response.json()) as { headers: Record<string, string> };
    return received['lambda-runtime-trace-id'];
  };
  const own = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8';

  it('gives each invocation a trace of its own, which is sampled where that is asked for', async () => {
    expect(await tracesOf(undefined)).toMatch(/^Root=.+;Parent=.+;Sampled=0$/);
    expect(await tracesOf(true)).toMatch(/^Root=.+;Parent=.+;Sampled=1$/);
    expect(await tracesOf(false)).toBeUndefined();
  });

  it("takes the invoker's, sampled or not", async () => {
    expect(await tracesOf(undefined, { 'X-Amzn-Trace-Id': `${own};Sampled=1` })).toBe(`${own};Sampled=1`);
    expect(await tracesOf(true, { 'X-Amzn-Trace-Id': `${own};Sampled=0` })).toBe(`${own};Sampled=0`);
  });
});

describe('logging', () => {
  const variables = async (options: LocalOptions) => {
    await using local = await startTestLocal(options);
    const names = ['AWS_LAMBDA_LOG_FORMAT', 'AWS_LAMBDA_LOG_LEVEL'];
    const replies = await Promise.all(names.map((describe) => local.invoke({ describe })));
    return replies.map(({ payload }) => (payload as { variable?: string }).variable);
  };

  it('is configured as on AWS, and only where it is asked for', async () => {
    expect(await variables({ logFormat: 'json', logLevel: 'debug' })).toEqual(['JSON', 'DEBUG']);
    expect(await variables({ logFormat: 'text' })).toEqual(['Text', undefined]);
    expect(await variables({})).toEqual([undefined, undefined]);
  });
});

describe('a fault', () => {
  it('is told, to the invoker as well', async () => {
    await using local = await startTestLocal({ faults: ['413:1'] });
    expect(await local.invoke({ reply: '1' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect(await local.invoke({ reply: '2' })).toMatchObject({ functionError: undefined, payload: 2 });
    expect(local.events.filter(({ type }) => type === 'fault')).toEqual([
      { type: 'fault', call: 'response', effect: 'answered with 413' },
    ]);
  });

  it('that leaves a reply without an answer ends in a timeout', async () => {
    await using local = await startTestLocal({ faults: ['timeout:1'], timeout: 1 });
    expect(await local.invoke({ reply: '1' })).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    expect(await local.invoke({ reply: '2' })).toMatchObject({ payload: 2 });
  });

  it('that there is not is refused at once', async () => {
    await expect(startTestLocal({ faults: ['418'] })).rejects.toThrow('response is never answered with 418');
  });
});
