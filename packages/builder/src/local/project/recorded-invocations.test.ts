import { fileURLToPath } from 'node:url';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startTestLocal, startTestProject } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

const thumbnailRuntime = fileURLToPath(new URL('../../../test/thumbnail-runtime.ts', import.meta.url));

describe('a recorded invocation', () => {
  it('has the calls of its function to the services of AWS, and no others', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
trigger: { type: s3-direct, bucket: photos, prefix: in/ }
`,
    });
    await using local = await startTestProject(project, {}, thumbnailRuntime);
    local.bucket('photos').put('in/a b.txt', 'small');
    await local.settled();
    local.bucket('photos').delete('in/a b.txt');
    await local.client
      .send(new InvokeCommand({ FunctionName: 'main', Payload: eventOf('in/none.txt') }))
      .catch(() => {});
    await local.settled();

    const [first, second] = local.invocations;
    expect(first?.calls).toMatchObject([
      { service: 's3', operation: 'GetObject', resource: 'photos/in/a b.txt', status: 200, responseBytes: 5 },
      { service: 's3', operation: 'PutObject', resource: 'photos/thumbnails/in/a b.txt', status: 200 },
    ]);
    expect(first?.calls.every(({ startMs, durationMs }) => startMs > 0 && durationMs > 0)).toBe(true);
    expect(first?.calls[0]).not.toHaveProperty('errorCode', expect.anything());
    expect(second?.calls).toMatchObject([{ operation: 'GetObject', status: 404, errorCode: 'NoSuchKey' }]);
    // Neither inputs nor outputs.
    expect(JSON.stringify(local.invocations.map(({ calls }) => calls))).not.toMatch(/small/i);
  });

  it('has the messages of a batch, and how often each has been received', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.Handler }\ntrigger: { type: sqs, queue: { name: jobs } }\n',
    });
    await using local = await startTestProject(project);
    local.queue('jobs').send('{"fail":"Poison"}');
    await local.settled();
    await local.clock.skip('6m');
    const [first, second] = local.invocations;
    const [record] = first?.batch?.records ?? [];
    expect(record?.id).toMatch(/^[\da-f-]{36}$/);
    expect(first?.batch).toEqual({ from: 'jobs', records: [{ id: record?.id, receiveCount: 1 }] });
    expect(second?.batch).toEqual({ from: 'jobs', records: [{ id: record?.id, receiveCount: 2 }] });
    expect(second?.id).toBe(2);
  });

  it('has what its event is about, and how many messages are delivered again although it succeeded', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
trigger: { type: sqs, queue: { name: jobs, batch_size: 10, partial_batch_response: true } }
`,
    });
    await using local = await startTestProject(project);
    local.queue('jobs').send(['{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"$1\\"}]}"}', 'b']);
    await local.settled();
    const Payload = JSON.stringify({ httpMethod: 'GET', path: '/orders' });
    await local.client.send(new InvokeCommand({ FunctionName: 'main', Payload }));
    await local.settled();
    const [batch, request] = local.invocations;
    expect(batch).toMatchObject({ status: 'success', about: '2 records from jobs', returned: 1 });
    expect(request).toMatchObject({ about: 'GET /orders' });
    expect(request).not.toHaveProperty('returned');
  });

  it('has the phases, the client context, the faults and the time of the code', async () => {
    const before = Date.now();
    await using local = await startTestLocal({ faults: ['next=slow=1:1'] });
    const context = Buffer.from('{"custom":{"user":"ü"}}').toString('base64');
    await local.invoke({ respond: '1' }, { ClientContext: context });
    await local.invoke({ respond: '2' });
    await local.settled();
    const [first, second] = local.invocations;
    expect(first?.phases.map(({ name }) => name)).toEqual(['init', 'invoke']);
    expect(second?.phases).toEqual([{ name: 'invoke', startMs: expect.any(Number), durationMs: second?.durationMs }]);
    const [init, invoke] = first?.phases ?? [];
    expect((init?.startMs ?? 0) + (init?.durationMs ?? 0)).toBeLessThanOrEqual(invoke?.startMs ?? 0);
    expect(first).toMatchObject({
      id: 1,
      status: 'success',
      clientContext: { custom: { user: 'ü' } },
      faults: ['next=slow=1:1'],
      traceHeader: expect.stringMatching(/^Root=/),
    });
    expect(second).not.toHaveProperty('clientContext');
    expect(first?.codeLoadedAt).toBeGreaterThanOrEqual(before);
  });

  it('has the times of the chunks of a streamed response', async () => {
    await using local = await startTestLocal();
    const response = await fetch(local.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stream: ['first ', 'second'], contentType: 'text/plain' }),
    });
    await response.text();
    await local.invoke({ respond: '1' });
    await local.settled();
    const [streamed, buffered] = local.invocations;
    expect(streamed?.chunks?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe('first second'.length);
    expect(streamed?.chunks?.every(({ atMs }) => atMs > 0)).toBe(true);
    expect(buffered).not.toHaveProperty('chunks');
  });

  it('stays readable when the emulator has stopped, and is in the history of the next one', async () => {
    await using project = await createTestProject();
    const options = { directory: project.directory, data: project.path('data') };
    const local = await startTestLocal(options);
    await local.invoke({ respond: '{"n":1}' });
    await local.settled();
    await local.close();
    expect(local.invocations).toMatchObject([{ id: 1, response: { n: 1 } }]);
    await using next = await startTestLocal(options);
    expect(next.invocations).toEqual([]);
    await next.invoke({ respond: '2' });
    await next.settled();
    expect(next.invocations).toMatchObject([{ id: 2, response: 2 }]);
  });

  it.each([
    [{ fail: 'No' }, 'error'],
    [{ hang: true }, 'timeout'],
  ] as const)('after %j has the status %s', async (instruction, status) => {
    await using local = await startTestLocal({ timeout: 1 });
    await local.invoke(instruction);
    await local.settled();
    expect(local.invocations).toMatchObject([{ status }]);
  });
});

function eventOf(key: string): string {
  return JSON.stringify({ Records: [{ s3: { bucket: { name: 'photos' }, object: { key } } }] });
}
