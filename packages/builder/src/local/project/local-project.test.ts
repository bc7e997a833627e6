import { describe, expect, it, onTestFinished } from 'vitest';
import { openGate } from '../../../test/gate.ts';
import { runtimeClient, startTestLocal } from '../../../test/local.ts';
import { sourceOf } from '../options/source-of.ts';
import { openProject } from './open-project.ts';
import { NotSettledError } from './settled.ts';

describe('records', () => {
  it('have the event, the response, the log and the time of each invocation', async () => {
    await using local = await startTestLocal();
    const before = local.clock.now;
    await local.invoke({ log: ['one', 'two'], respond: '{"n":1}' });
    await local.settled();
    const [record] = local.invocations;
    expect(record).toMatchObject({
      function: 'main',
      event: { log: ['one', 'two'] },
      source: 'invoke',
      response: { n: 1 },
      attempt: 1,
    });
    expect(record?.logs).toEqual(expect.arrayContaining(['one', 'two']));
    expect(record?.startedAt).toBeGreaterThanOrEqual(before);
    expect(record?.durationMs).toBeGreaterThan(0);
    expect(record).not.toHaveProperty('error');
  });

  it('have the error of an invocation that failed', async () => {
    await using local = await startTestLocal();
    await local.invoke({ fail: 'NoDatabase' });
    await local.settled();
    expect(local.invocations).toMatchObject([
      { error: { kind: 'Function.NoDatabase', errorType: 'NoDatabase', errorMessage: 'on purpose' } },
    ]);
    expect(local.invocations[0]).not.toHaveProperty('response');
  });

  it('have a streamed response as a whole', async () => {
    await using local = await startTestLocal();
    const response = await fetch(local.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stream: ['first ', 'second'], contentType: 'text/plain' }),
    });
    expect(await response.text()).toBe('first second');
    await local.settled();
    expect(local.invocations).toMatchObject([{ source: 'http', response: 'first second' }]);
  });

  it('are kept as they were when they were read', async () => {
    await using local = await startTestLocal();
    const before = local.invocations;
    await local.invoke({});
    await local.settled();
    expect(before).toEqual([]);
    expect(local.invocations).toHaveLength(1);
  });
});

describe('settled', () => {
  it('waits for what is running, and does not move the time', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const invoked = local.invoke({ after: gate.url });
    const response = await gate.called;
    let isSettled = false;
    const settled = local.settled().then(() => {
      isSettled = true;
    });
    await local.invoke({}, { InvocationType: 'DryRun' });
    expect(isSettled).toBe(false);
    response.end('1');
    await Promise.all([invoked, settled]);
    expect(local.invocations).toHaveLength(1);
  });

  it('gives up after a while, and says what is still running', async () => {
    const source = await sourceOf({ command: [...runtimeClient], functionName: 'slow' });
    const project = await openProject(source, await source.read(), () => {});
    onTestFinished(() => project.close());
    await project.start('http://127.0.0.1:9');
    const invocation = project.functions[0]?.invoke({ event: Buffer.from('{"hang":true}') }, 'invoke');
    const failure = project.settled(100);
    await expect(failure).rejects.toThrow(NotSettledError);
    await expect(failure).rejects.toThrow(
      `not settled after 0.1 s: still running: the invocation ${invocation?.requestId} of slow`,
    );
  });

  it('and a skip do not wait for what is due later', async () => {
    await using local = await startTestLocal();
    await local.invoke({ fail: 'OnPurpose' }, { InvocationType: 'Event' });
    await local.settled();
    await local.clock.skip(1000);
    expect(local.invocations).toHaveLength(1);
  });
});

describe('the clock', () => {
  it('is skipped when the running invocation has ended', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const invoked = local.invoke({ after: gate.url });
    const response = await gate.called;
    const before = local.clock.now;
    const skipped = local.clock.skip('1h');
    await local.invoke({}, { InvocationType: 'DryRun' });
    expect(local.clock.now - before).toBeLessThan(3_600_000);
    response.end('1');
    await Promise.all([invoked, skipped]);
    expect(local.clock.now - before).toBeGreaterThanOrEqual(3_600_000);
    expect(local.invocations[0]?.startedAt).toBeLessThanOrEqual(before);
  });

  it.each([
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0.5s', 500],
    ['250ms', 250],
    [1000, 1000],
  ])('skips %s', async (amount, expected) => {
    await using local = await startTestLocal();
    const before = local.clock.now;
    await local.clock.skip(amount);
    expect(local.clock.now - before).toBeGreaterThanOrEqual(expected);
    expect(await local.until('skipped')).toMatchObject({ ms: expected });
  });

  it.each(['6', 'six minutes', '', '-1m', -1, Number.NaN])('rejects %j', async (amount) => {
    await using local = await startTestLocal();
    await expect(local.clock.skip(amount)).rejects.toThrow('is not a time to skip');
  });
});
