import { afterEach, describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const CONFIGURATION = `image: { handler: app.Handler }
trigger: { type: sqs, queue: { name: jobs, receive_count: 1 } }
`;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(): Promise<TestLocal> {
  const project = await createTestProject({ 'lambda.yaml': CONFIGURATION });
  const local = await startTestProject(project);
  closing.push(async () => {
    await local.close();
    await project[Symbol.asyncDispose]();
  });
  return local;
}

async function call(local: TestLocal, path: string, body?: object) {
  const { origin, hash } = new URL(local.consoleUrl ?? '');
  const headers = {
    authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}`,
    'content-type': 'application/json',
  };
  const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${origin}/api/queues/${path}`, request);
  return { status: response.status, body: (await response.json()) as object };
}

/** Sends messages that fail, until they are dead letters. */
async function fail(local: TestLocal, count: number): Promise<readonly string[]> {
  const bodies = Array.from({ length: count }, (_, index) => JSON.stringify({ fail: `Function.Broken${index}` }));
  local
    .queue('jobs')
    .send(bodies.map((body) => ({ body, attributes: { n: { DataType: 'Number', StringValue: '1' } } })));
  await local.settled();
  await local.clock.skip('6m');
  await local.settled();
  return local.queue('jobs-dlq').messages.map(({ messageId }) => messageId);
}

describe('the messages of a queue', () => {
  it('have only the beginning of their bodies in a list, if the client wants that, and all of it alone', async () => {
    const local = await start();
    local.queue('jobs-dlq').send('x'.repeat(1000));
    const { messageId } = local.queue('jobs-dlq').messages[0] ?? {};
    const bodies = async (query: string) => {
      const { body } = await call(local, `jobs-dlq${query}`);
      return (body as { messages: { body: string }[] }).messages.map((each) => each.body.length);
    };
    expect([await bodies(''), await bodies('?preview=200')]).toEqual([[1000], [200]]);
    const { status, body } = await call(local, `jobs-dlq/messages/${messageId}`);
    expect({ status, body }).toMatchObject({ status: 200, body: { messageId, body: 'x'.repeat(1000) } });
    expect(await call(local, 'jobs-dlq/messages/none')).toMatchObject({ status: 404 });
  });

  it('have what was sent with them, and the queue in which they have failed', async () => {
    const local = await start();
    const [messageId] = await fail(local, 1);
    const { body } = await call(local, 'jobs-dlq');
    expect(body).toMatchObject({
      messages: [
        {
          messageId,
          attributes: { n: { type: 'Number', value: '1' } },
          sentAt: expect.any(Number),
          deadLetterSource: 'jobs',
        },
      ],
    });
  });

  it('can be deleted one by one', async () => {
    const local = await start();
    local.queue('jobs-dlq').send(['a', 'b']);
    const [first] = local.queue('jobs-dlq').messages;
    expect(await call(local, 'jobs-dlq/delete', { messageId: first?.messageId })).toEqual({ status: 200, body: {} });
    expect(local.queue('jobs-dlq').messages).toMatchObject([{ body: 'b' }]);
    expect(await call(local, 'jobs-dlq/delete', { messageId: first?.messageId })).toMatchObject({ status: 404 });
  });

  it('can be sent back one by one', async () => {
    const local = await start();
    const [first, second] = await fail(local, 2);
    expect(await call(local, 'jobs-dlq/redrive', { messageId: second })).toEqual({ status: 200, body: { moved: 1 } });
    await local.settled();
    expect(local.queue('jobs-dlq').messages.map(({ messageId }) => messageId)).toEqual([first]);
    expect(local.queue('jobs').messages).toMatchObject([{ body: expect.stringContaining('Broken1') }]);
  });

  it('stay if they were sent to the dead-letter queue itself, which is said', async () => {
    const local = await start();
    await fail(local, 1);
    local.queue('jobs-dlq').send('a');
    const { messageId } = local.queue('jobs-dlq').messages.at(-1) ?? {};
    const problem = 'a message was sent to the dead-letter queue itself, so it has no queue to go back to';
    expect(await call(local, 'jobs-dlq/redrive', { messageId })).toEqual({
      status: 422,
      body: { error: { message: problem } },
    });
    expect(await call(local, 'jobs-dlq/redrive', {})).toEqual({ status: 200, body: { moved: 1, problem } });
    expect(local.queue('jobs-dlq').messages).toMatchObject([{ body: 'a' }]);
  });
});
