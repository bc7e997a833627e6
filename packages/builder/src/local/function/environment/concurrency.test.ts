import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openGate } from '../../../../test/gate.ts';
import { clientThatLoads, startTestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

describe('a function with concurrency', () => {
  it('gets several invocations at once in one process', async () => {
    await using first = await openGate();
    await using second = await openGate();
    await using local = await startTestLocal({ concurrency: 2 });
    const results = Promise.all([local.invoke({ after: first.url }), local.invoke({ after: second.url })]);
    const [one, two] = await Promise.all([first.called, second.called]);
    two.end('2');
    one.end('1');
    expect(await results).toMatchObject([{ payload: 1 }, { payload: 2 }]);
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(1);
  });

  it('has the environment variables of Lambda Managed Instances, and logs in JSON', async () => {
    await using local = await startTestLocal({ concurrency: 3 });
    for (const [name, value] of [
      ['AWS_LAMBDA_MAX_CONCURRENCY', '3'],
      ['AWS_LAMBDA_INITIALIZATION_TYPE', 'lambda-managed-instances'],
      ['AWS_LAMBDA_LOG_FORMAT', 'JSON'],
    ] as const) {
      expect(await local.invoke({ describe: name })).toMatchObject({ payload: { variable: value } });
    }
  });

  it('lives on after a timeout, and its late response is rejected', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ concurrency: 2, timeout: 1 });
    const { payload, log } = await local.invoke({ after: gate.url }, { LogType: 'Tail' });
    expect(payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(log).toMatch(/Task timed out after 1\.00 seconds\nEND .+\nREPORT .+Status: timeout\n$/);
    (await gate.called).end('"late"');
    await local.until('log', ({ line }) => line.endsWith('status 410'));
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
    expect(local.events.filter(({ type }) => type === 'starting')).toHaveLength(1);
  });

  it('fails all current invocations if the process crashes, and starts another process', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ concurrency: 3 });
    const others = [local.invoke({ hang: gate.url }), local.invoke({ hang: true })];
    await gate.called;
    const crash = local.invoke({ exit: 1 });
    for (const { payload } of await Promise.all([...others, crash])) {
      expect(payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    }
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
  });

  it('logs a line with a request id only for that invocation', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ concurrency: 2 });
    const waiting = local.invoke({ after: gate.url }, { LogType: 'Tail' });
    const response = await gate.called;
    const { requestId } = await local.until('start');
    const { log } = await local.invoke(
      { log: [`${requestId} is another`, 'no request id'], respond: '1' },
      { LogType: 'Tail' },
    );
    expect(log).not.toContain('is another');
    response.end('2');
    expect((await waiting).log).toContain('is another\nno request id\n');
  });

  it('restarts after its current invocations, and gets no others until then', async () => {
    await using gate = await openGate();
    await using files = await createTestProject();
    const command = await clientThatLoads(files.directory);
    await using local = await startTestLocal({ command, concurrency: 2, directory: files.directory, watch: true });
    const running = local.invoke({ after: gate.url });
    const response = await gate.called;
    const { pid } = await local.until('starting');
    await writeFile(files.path('app.js'), '// changed');
    await local.until('restarting');
    const waiting = local.invoke({ describe: true });
    response.end('1');
    expect(await running).toMatchObject({ payload: 1 });
    expect((await waiting).payload).not.toMatchObject({ pid });
  });

  it('cannot have SnapStart, and needs a whole number', async () => {
    await expect(startTestLocal({ concurrency: 2, snapStart: true })).rejects.toThrow(
      'SnapStart and concurrency exclude each other',
    );
    await expect(startTestLocal({ concurrency: 1.5 })).rejects.toThrow('a whole number from 1');
  });
});
