import { describe, expect, inject, it } from 'vitest';
import { classHandler } from './function/handler-source.ts';
import { start, startIn, writeFunction } from './function/lambda.ts';

const ORDERS = `import { EVENT_SQS, SQSHandler } from '@alr/event';
class Orders extends SQSHandler {
  async onMessage(body, record) {
    if (body.fail) throw new Error('refused');
    this.logger.info(\`\${record.messageId} of \${this.runtime.owner}\`);
  }
}
${classHandler(`owner = 'the runtime'; static { this.registerEventHandler(EVENT_SQS, Orders); }`)}`;

/** An SQS event with a record for each body. */
function sqsEvent(...bodies: unknown[]) {
  const Records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: 'handle',
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    awsRegion: 'eu-central-1',
  }));
  return { Records };
}

describe('a class without a handler of its own', () => {
  it('has its events dispatched by their source', async () => {
    await using lambda = await start(ORDERS, { project: inject('packed').projectWithEvents });
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
    await lambda.process.logged(/message-0 of the runtime/);
  });

  it('finds the event package from its own module, wherever the bootstrap is', async () => {
    const folder = await writeFunction({ 'app.mjs': ORDERS }, inject('packed').projectWithEvents);
    await using lambda = await startIn(folder);
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
  });

  it('reports the records that failed, and no other', async () => {
    await using lambda = await start(ORDERS, {
      project: inject('packed').projectWithEvents,
      env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' },
    });
    const reply = await lambda.invoke(sqsEvent({}, { fail: true }, {}));
    expect(reply.json()).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });

  it('is an error of the invocation for an event that nobody handles', async () => {
    await using lambda = await start(ORDERS, { project: inject('packed').projectWithEvents });
    expect(await lambda.invoke({ what: 'is this' })).toMatchObject({ call: 'error' });
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
  });

  it('says what to install where the event package is absent', async () => {
    await using lambda = await start(classHandler(''));
    lambda.api.next({ event: sqsEvent({}) });
    const reply = await lambda.api.response();
    expect(reply.call).toMatch(/error$/);
    expect(reply.text).toContain('@alr/event');
  });
});
