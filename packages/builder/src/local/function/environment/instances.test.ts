import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openGate } from '../../../../test/gate.ts';
import { clientThatLoads, startTestLocal, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import type { LocalEvent } from '../../report/local-event.ts';

const starts = (local: TestLocal) => local.events.filter(({ type }) => type === 'starting').length;

async function pidOf(local: TestLocal): Promise<number> {
  const { payload } = await local.invoke({ describe: true });
  return (payload as { pid: number }).pid;
}

describe('a function with instances', () => {
  it('gets another process for an invocation while the others are busy, up to their number', async () => {
    await using gate = await openGate();
    await using second = await openGate();
    await using third = await openGate();
    await using local = await startTestLocal({ instances: 2 });
    const results = [local.invoke({ after: gate.url }), local.invoke({ after: second.url })];
    const [first] = await Promise.all([gate.called, second.called]);
    expect(starts(local)).toBe(2);
    // What is logged and started is attributed to its process.
    const pids = (type: LocalEvent['type']) =>
      new Set(local.events.flatMap((event) => (event.type === type && 'pid' in event ? [event.pid] : [])));
    expect(pids('start')).toEqual(pids('starting'));

    const waiting = local.invoke({ after: third.url });
    await local.invoke({}, { InvocationType: 'DryRun' });
    expect(starts(local)).toBe(2);
    first.end('1');
    expect(await results[0]).toMatchObject({ payload: 1 });
    (await third.called).end('3');
    (await second.called).end('2');
    expect(await waiting).toMatchObject({ payload: 3 });
    expect(await results[1]).toMatchObject({ payload: 2 });
    expect(starts(local)).toBe(2);
  });

  it('keeps using the same process for invocations that come one after the other', async () => {
    await using local = await startTestLocal({ instances: 5 });
    const pids = new Set<number>();
    for (let count = 0; count < 20; count++) pids.add(await pidOf(local));
    // A process that is slow to poll on a busy machine may get a companion, but only rarely.
    expect(pids.size).toBeLessThan(5);
  });

  it('has as many invocations at once as its instances and their concurrency allow', async () => {
    await using local = await startTestLocal({ instances: 2, concurrency: 2 });
    const gates = await Promise.all(Array.from({ length: 4 }, openGate));
    const results = gates.map((gate) => local.invoke({ after: gate.url }));
    const responses = await Promise.all(gates.map((gate) => gate.called));
    expect(starts(local)).toBe(2);
    for (const [index, response] of responses.entries()) response.end(`${index}`);
    expect(await Promise.all(results)).toMatchObject([{ payload: 0 }, { payload: 1 }, { payload: 2 }, { payload: 3 }]);
    for (const gate of gates) await gate[Symbol.asyncDispose]();
  });

  it('keeps the other processes if one crashes', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ instances: 2 });
    const other = local.invoke({ after: gate.url });
    const response = await gate.called;
    expect(await local.invoke({ exit: 1 })).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
    response.end('2');
    expect(await other).toMatchObject({ payload: 2 });
    expect(starts(local)).toBe(3);
  });

  it('fails one waiting invocation for each process that cannot start', async () => {
    await using local = await startTestLocal({ instances: 2, env: { INIT: 'exit' } });
    const results = await Promise.all([1, 2, 3].map(() => local.invoke({ respond: '1' })));
    for (const { payload } of results) expect(payload).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('replaces all processes on a reload, after their invocations', async () => {
    await using project = await createTestProject({});
    await using gate = await openGate();
    await using second = await openGate();
    const command = await clientThatLoads(project.directory);
    await using local = await startTestLocal({ command, directory: project.directory, instances: 2, watch: true });
    const busy = [local.invoke({ after: gate.url }), local.invoke({ after: second.url })];
    const responses = await Promise.all([gate.called, second.called]);
    const old = local.events.flatMap((event) => (event.type === 'starting' ? [event.pid] : []));
    expect(old).toHaveLength(2);

    await writeFile(`${project.directory}/app.js`, 'globalThis.changed = true;');
    await local.until('finishing');
    for (const response of responses) response.end('1');
    expect(await Promise.all(busy)).toMatchObject([{ payload: 1 }, { payload: 1 }]);
    expect(old).not.toContain(await pidOf(local));
  });

  it('ends all processes with the emulator', async () => {
    await using gate = await openGate();
    await using second = await openGate();
    const local = await startTestLocal({ instances: 2 });
    const hanging = [local.invoke({ hang: gate.url }), local.invoke({ hang: second.url })];
    await Promise.all([gate.called, second.called]);
    await local.close();
    await Promise.all([gate.gone, second.gone]);
    for (const { payload } of await Promise.all(hanging)) {
      expect(payload).toMatchObject({ errorType: 'Sandbox.Stopped' });
    }
  });

  it('has one process while a debugger is attached, and says so', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ instances: 2, inspect: 0 });
    expect(await local.until('warning')).toMatchObject({ message: expect.stringContaining('one instance') });
    const busy = local.invoke({ after: gate.url });
    const response = await gate.called;
    const waiting = local.invoke({ respond: '2' });
    await local.invoke({}, { InvocationType: 'DryRun' });
    expect(starts(local)).toBe(1);
    response.end('1');
    expect(await Promise.all([busy, waiting])).toMatchObject([{ payload: 1 }, { payload: 2 }]);
  });

  it.each([0, 1.5, -1])('rejects %d instances', async (instances) => {
    await expect(startTestLocal({ instances })).rejects.toThrow(
      `instances is ${instances}: it must be a whole number from 1`,
    );
  });
});
