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

describe('a class without its own handler', () => {
  it('dispatches events by their source', async () => {
    await using lambda = await start(ORDERS, { project: inject('packed').projectWithEvents });
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
    await lambda.process.logged(/message-0 of the runtime/);
  });

  it('finds the event package from its own module, not from the bootstrap', async () => {
    const folder = await writeFunction({ 'app.mjs': ORDERS }, inject('packed').projectWithEvents);
    await using lambda = await startIn(folder);
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
  });

  it('reports only the records that failed', async () => {
    await using lambda = await start(ORDERS, {
      project: inject('packed').projectWithEvents,
      env: { ALR_PARTIAL_BATCH_RESPONSE: 'true' },
    });
    const response = await lambda.invoke(sqsEvent({}, { fail: true }, {}));
    expect(response.json()).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });

  it('fails an invocation whose event has no handler', async () => {
    await using lambda = await start(ORDERS, { project: inject('packed').projectWithEvents });
    expect(await lambda.invoke({ what: 'is this' })).toMatchObject({ call: 'error' });
    expect((await lambda.invoke(sqsEvent({}))).call).toBe('response');
  });

  it('names the package to install if the event package is absent', async () => {
    await using lambda = await start(classHandler(''));
    lambda.api.next({ event: sqsEvent({}) });
    const response = await lambda.api.response();
    expect(response.call).toMatch(/error$/);
    expect(response.text).toContain('@alr/event');
  });
});

describe('a fetch Response that a class returns', () => {
  const source = classHandler(`async handler(event) {
  const response = Response.json({ id: 7 }, { status: 201, headers: { 'set-cookie': 'a=b' } });
  return event.own ? this.sendInvocationResponse(response) : response;
}`);

  it.each([{}, { own: true }])('is sent as an HTTP response: %j', async (event) => {
    await using lambda = await start(source, { project: inject('packed').projectWithEvents });
    expect((await lambda.invoke(event)).json()).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      cookies: ['a=b'],
      body: '{"id":7}',
      isBase64Encoded: false,
    });
  });

  it.each([{}, { own: true }])('needs the event package, which the error says: %j', async (event) => {
    await using lambda = await start(source);
    const response = await lambda.invoke(event);
    expect(response.call).toBe('error');
    expect(response.json()).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining('@alr/event can convert: add it to the dependencies'),
    });
    expect((await lambda.invoke(event)).call).toBe('error');
  });
});
