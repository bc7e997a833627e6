import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { openGate } from '../../../../test/gate.ts';
import { startTestLocal, startTestProject, type TestLocal } from '../../../../test/local.ts';
import type { Instruction } from '../../../../test/runtime-client.ts';
import { createTestProject } from '../../../../test/test-project.ts';

/** Invokes the function without waiting for it, and returns the request id. */
async function send(local: TestLocal, instruction: Instruction): Promise<string | undefined> {
  const { StatusCode, $metadata } = await local.client.send(
    new InvokeCommand({ FunctionName: 'main', InvocationType: 'Event', Payload: JSON.stringify(instruction) }),
  );
  expect(StatusCode).toBe(202);
  return $metadata.requestId;
}

const withAsync = (settings: string) =>
  createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { ${settings} }\ntrigger: { type: none }\n`,
  });

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('an asynchronous invocation', () => {
  it('that succeeds runs once', async () => {
    await using local = await startTestLocal();
    const requestId = await send(local, { respond: '1' });
    await local.settled();
    expect(local.invocations).toMatchObject([{ requestId, source: 'event', response: 1, attempt: 1 }]);
    await local.clock.skip('6h');
    expect(local.invocations).toHaveLength(1);
  });

  it('that fails is retried after 1 minute and 2 more, with the same request id and trace', async () => {
    await using local = await startTestLocal();
    const requestId = await send(local, { fail: 'NoDatabase' });
    await local.settled();
    expect(local.invocations).toHaveLength(1);
    await local.clock.skip('1m');
    expect(local.invocations).toHaveLength(2);
    await local.clock.skip('1m');
    expect(local.invocations).toHaveLength(2);
    await local.clock.skip('1m');
    expect(local.invocations).toHaveLength(3);
    await local.clock.skip('6h');
    expect(local.invocations).toMatchObject(
      [1, 2, 3].map((attempt) => ({ requestId, attempt, error: { kind: 'Function.NoDatabase' } })),
    );
    const [first, second, third] = local.invocations;
    expect(Number(second?.startedAt) - Number(first?.startedAt)).toBeGreaterThanOrEqual(60_000);
    expect(Number(third?.startedAt) - Number(second?.startedAt)).toBeGreaterThanOrEqual(120_000);
    expect(await local.until('discarded')).toMatchObject({ requestId, condition: 'RetriesExhausted', attempts: 3 });
  });

  it('is retried after a crash too', async () => {
    await using local = await startTestLocal();
    await send(local, { exit: 1 });
    await local.settled();
    await local.clock.skip('next');
    expect(local.invocations).toMatchObject([{ error: { kind: 'Runtime.ExitError' } }, { attempt: 2 }]);
  });

  it('is retried as often as lambda.retries says', async () => {
    await using project = await withAsync('retries: 0');
    await using local = await startTestProject(project);
    await send(local, { fail: 'NoDatabase' });
    await local.settled();
    expect(await local.until('discarded')).toMatchObject({ condition: 'RetriesExhausted', attempts: 1 });
    await local.clock.skip('6h');
    expect(local.invocations).toHaveLength(1);
  });

  it('is given up at lambda.max_age', async () => {
    await using project = await withAsync('max_age: 90');
    await using local = await startTestProject(project);
    await send(local, { fail: 'NoDatabase' });
    await local.settled();
    await local.clock.skip('1h');
    expect(local.invocations).toHaveLength(2);
    expect(await local.until('discarded')).toMatchObject({ condition: 'EventAgeExceeded', attempts: 2 });
  });

  it('is in no queue if it is given up with the source none, and that is reported', async () => {
    await using project = await withAsync('retries: 0, on_failure: { queue: failed }');
    await using local = await startTestProject(project, { source: 'none' });
    await send(local, { fail: 'NoDatabase' });
    await local.settled();
    expect(await local.until('discarded')).toMatchObject({
      destination: 'no queue, because the emulator runs with --source none',
    });
  });

  it.each([
    // The record has the event and more.
    ['is too large', 'x'.repeat(1_048_500), 'Message must be shorter than 1048576 bytes'],
    ['has a character that no message can have', '\uffff', 'Invalid characters found'],
  ])('is lost if its queue does not accept a record that %s, and that is reported', async (_, text, reason) => {
    await using project = await withAsync('retries: 0, on_failure: { queue: failed }');
    await using local = await startTestProject(project);
    await send(local, { fail: 'No', contentType: text });
    await local.settled();
    expect(await local.until('discarded')).toMatchObject({
      condition: 'RetriesExhausted',
      destination: expect.stringMatching(`^no destination, because the queue failed rejects the message: .*${reason}`),
    });
    expect(local.queue('failed').messages).toEqual([]);
  });

  it('waits until the function is free', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const busy = local.invoke({ after: gate.url });
    const response = await gate.called;
    await send(local, { respond: '2' });
    expect(local.events.filter(({ type }) => type === 'start')).toHaveLength(1);
    response.end('1');
    await busy;
    await local.settled();
    expect(local.invocations).toMatchObject([{ response: 1 }, { response: 2 }]);
  });

  it('is limited to 1 MB', async () => {
    await using local = await startTestLocal();
    await expect(send(local, { respond: 'x'.repeat(1_048_576) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
  });

  it('is delivered twice with the fault async=duplicate', async () => {
    await using local = await startTestLocal({ faults: ['async=duplicate:1'] });
    const requestId = await send(local, { respond: '1' });
    await send(local, { respond: '2' });
    await local.settled();
    expect(local.invocations).toMatchObject([{ requestId }, { requestId }, { response: 2 }]);
    expect(await local.until('fault')).toMatchObject({ call: 'async' });
  });

  it('is delayed with the fault async=throttle, by 1 s and then by 2 s', async () => {
    await using local = await startTestLocal({ faults: ['async=throttle:2'] });
    await send(local, { respond: '1' });
    await local.settled();
    await local.clock.skip('next');
    expect(local.invocations).toHaveLength(0);
    await local.clock.skip('next');
    expect(local.invocations).toMatchObject([{ response: 1, attempt: 1 }]);
  });

  it('rejects an unknown fault of a source', async () => {
    await expect(startTestLocal({ faults: ['async=reorder'] })).rejects.toThrow(
      'there is no fault "async=reorder": use async=duplicate, async=throttle, bucket=duplicate',
    );
  });
});
