import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const thumbnailRuntime = fileURLToPath(new URL('../../../../test/thumbnail-runtime.ts', import.meta.url));
const publishingRuntime = fileURLToPath(new URL('../../../../test/publishing-runtime.ts', import.meta.url));

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
describe('a function that writes to the bucket that invokes it', () => {
  it('is stopped after 16 invocations, and the event is in the queue for failed ones', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
lambda: { on_failure: { queue: failed } }
trigger: { type: s3-direct, bucket: photos }
`,
    });
    await using local = await startTestProject(project, {}, thumbnailRuntime);
    local.bucket('photos').put('a', 'small');
    const { message } = await local.until('warning', (event) => event.message.startsWith('Recursive loop'));
    expect(message).toMatch(
      /has been invoked 16 times by what it has caused itself.+; the event is in the queue failed/,
    );
    await local.settled();
    expect(local.invocations.length).toBe(16);
    const [record] = local.queue('failed').messages;
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RecursiveLoop' },
      requestPayload: { Records: [{ eventSource: 'aws:s3' }] },
    });
    // What has another cause is no part of the loop.
    local.bucket('photos').put('b', 'small');
    await local.settled();
    expect(local.invocations.length).toBe(32);
  });

  it('is stopped if there is a queue between them, whose messages end up in the dead-letter queue', async () => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
trigger: { type: s3-sqs, bucket: photos, queue: { name: jobs } }
`,
    });
    await using local = await startTestProject(project, {}, thumbnailRuntime);
    local.bucket('photos').put('a', 'small');
    await local.until('warning', (event) => event.message.startsWith('Recursive loop'));
    await local.settled();
    expect(local.invocations.length).toBe(16);
    expect(local.queue('jobs').messages).toMatchObject([{ state: 'hidden', receiveCount: 1 }]);
    await local.clock.skip('19m');
    expect(local.queue('jobs').messages).toEqual([]);
    expect(local.queue('jobs-dlq').messages.length).toBe(1);
    expect(local.invocations.length).toBe(16);
  });
});

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
describe('a function that publishes to the topic that invokes it', () => {
  it.each([
    ['by itself', '{ type: sns, topic_name: orders }'],
    [
      'through a queue that is subscribed to the topic',
      '{ type: sqs, queue: { name: jobs } }\nlocal: { topics: { orders: { queues: [jobs], raw: true } } }',
    ],
  ])('is stopped after 16 invocations: %s', async (_, trigger) => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }\ntrigger: ${trigger}\n`,
    });
    await using local = await startTestProject(project, {}, publishingRuntime);
    local.topic('orders').publish('a');
    await local.until('warning', (event) => event.message.startsWith('Recursive loop'));
    await local.settled();
    expect(local.invocations.length).toBe(16);
  });
});
