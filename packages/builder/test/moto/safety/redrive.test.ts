import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { createForeignResources } from '../foreign-resources.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

const shop = `project: shop
image: { repo: shop }
lambda: { alias: live, on_failure: { queue: 'shop-\${STAGE}-failed' } }
functions:
  orders: { handler: src/orders.handler, triggers: [{ type: sqs }] }
  mail: { handler: src/mail.handler }
`;

function send(account: TeamAccount, QueueName: string, bodies: readonly string[]) {
  return account.asOthers(async (aws) => {
    const sqs = aws.client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    for (const MessageBody of bodies) {
      const kind = { DataType: 'String', StringValue: 'order' };
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: { kind } }));
    }
  });
}

/** The messages of a queue, which stay there. */
function messagesIn(account: TeamAccount, QueueName: string) {
  return account.asOthers(async (aws) => {
    const sqs = aws.client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
    expect(Messages).toHaveLength(Number(Attributes?.ApproximateNumberOfMessages));
    return Messages.map(({ Body, MessageAttributes }) => `${Body} ${MessageAttributes?.kind?.StringValue}`).sort();
  });
}

const recordOf = (account: TeamAccount, name: string, requestPayload: unknown) =>
  JSON.stringify({
    version: '1.0',
    requestContext: {
      functionArn: `arn:aws:lambda:eu-west-1:${account.id}:function:${name}:live`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    responsePayload: { errorMessage: 'failed' },
  });

// Moto has no tasks that move messages, so these tests receive, send and delete each message.
describe('alr-builder redrive', () => {
  scenario('moves dead letters back, and invokes with failed events again', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('dev'));
    await send(account, 'shop-dev-orders-dlq', ['{"id":1}', '{"id":2}']);
    await send(account, 'shop-dev-failed', [
      recordOf(account, 'shop-dev-mail', { to: 'ann' }),
      recordOf(account, 'shop-dev-orders', { id: 3 }),
      recordOf(account, 'someone-else', {}),
      'not JSON',
    ]);
    const outcome = await project.run('dev', 'redrive', { args: ['--yes'] });
    expect(outcome.stdout).toBe(
      'shop-dev-orders-dlq: 2 messages (2 visible), to move back to shop-dev-orders\n' +
        'shop-dev-failed: 4 messages (4 visible), whose functions are to be invoked again\n',
    );
    expect(outcome.stderr).toContain('moved 2 messages from shop-dev-orders-dlq to shop-dev-orders\n');
    expect(outcome.stderr).toContain('invoked with 2 messages of shop-dev-failed\n');
    expect(outcome.stderr).toContain(
      'failed: 1 message of shop-dev-failed left: it is of the function someone-else, which is not selected\n',
    );
    expect(outcome.stderr).toContain('error: 2 messages could not be tried again, and stay in the queue');
    expect(outcome.code).toBe(1);
    const invocations = outcome.calls.filter(({ url }) => url.pathname.endsWith('/invocations'));
    expect(invocations.map(({ url, body }) => `${url.pathname}${url.search} ${body}`).sort()).toEqual([
      '/2015-03-31/functions/shop-dev-mail/invocations?Qualifier=live {"to":"ann"}',
      '/2015-03-31/functions/shop-dev-orders/invocations?Qualifier=live {"id":3}',
    ]);
    // Moto hands the messages in the queue over to the function.
    const sent = outcome.calls
      .filter(({ operation }) => operation === 'SendMessage')
      .map(({ body }) => JSON.parse(body));
    expect(
      sent.map(({ QueueUrl, MessageBody, MessageAttributes }) => [
        QueueUrl.split('/').at(-1),
        MessageBody,
        MessageAttributes.kind.StringValue,
      ]),
    ).toEqual([
      ['shop-dev-orders', '{"id":1}', 'order'],
      ['shop-dev-orders', '{"id":2}', 'order'],
    ]);
    expect(await messagesIn(account, 'shop-dev-orders-dlq')).toEqual([]);
    expect(await messagesIn(account, 'shop-dev-failed')).toEqual([
      'not JSON order',
      expect.stringContaining('someone-else'),
    ]);
  });

  scenario('works on one function, and prints JSON', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('dev'));
    await send(account, 'shop-dev-orders-dlq', ['{"id":1}']);
    await send(account, 'shop-dev-failed', [recordOf(account, 'shop-dev-mail', { to: 'ben' })]);
    const args = ['--function', 'mail', '--yes', '--json'];
    const { code, stdout } = await project.run('dev', 'redrive', { args });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      project: 'shop',
      stage: 'dev',
      queues: [{ queue: 'shop-dev-failed', kind: 'failed invocations', invoked: 1, left: [] }],
      refused: [],
    });
    expect(await messagesIn(account, 'shop-dev-orders-dlq')).toEqual(['{"id":1} order']);
    expectSuccess(await project.run('dev', 'redrive', { args: ['--yes'] }));
    expect((await project.run('dev', 'redrive', { args: ['--yes'] })).stdout).toContain('nothing to redrive\n');
  });

  scenario('invokes each function with the events that EventBridge could not hand over to it', async ({ account }) => {
    const project = await account.project(`project: shop
image: { repo: shop }
functions:
  orders: { handler: src/orders.handler, triggers: [{ type: eventbridge, dlq: lost }] }
  mail: { handler: src/mail.handler, triggers: [{ type: scheduler, dlq: lost }] }
`);
    expectSuccess(await project.apply('dev'));
    await account.asOthers(async (aws) => {
      const sqs = aws.client(SQSClient);
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'lost' }));
      for (const name of ['orders', 'mail']) {
        const StringValue = `arn:aws:lambda:eu-west-1:${account.id}:function:shop-dev-${name}`;
        const MessageAttributes = { TARGET_ARN: { DataType: 'String', StringValue } };
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `{"for":"${name}"}`, MessageAttributes }));
      }
    });
    await send(account, 'lost', ['{"for":"?"}']);
    const outcome = await project.run('dev', 'redrive', { args: ['--yes'] });
    expect(outcome.stdout).toBe(
      'lost: 3 messages (3 visible), with which shop-dev-orders or shop-dev-mail is to be invoked\n',
    );
    const invocations = outcome.calls.filter(({ url }) => url.pathname.endsWith('/invocations'));
    expect(invocations.map(({ url, body }) => `${url.pathname.split('/')[3]} ${body}`).sort()).toEqual([
      'shop-dev-mail {"for":"mail"}',
      'shop-dev-orders {"for":"orders"}',
    ]);
    expect(outcome.stderr).toContain('1 message of lost left: it does not say which function it is for\n');
    expect(await messagesIn(account, 'lost')).toEqual(['{"for":"?"} order']);
  });

  scenario('asks before, and changes nothing without an answer', async ({ account }) => {
    const project = await account.project(shop);
    expectSuccess(await project.apply('dev'));
    await send(account, 'shop-dev-orders-dlq', ['{"id":1}']);
    const outcome = await project.run('dev', 'redrive');
    expect({ code: outcome.code, changes: outcome.changes }).toEqual({ code: 2, changes: [] });
    expect(outcome.stderr).toContain('add --yes to move and invoke');
    expect((await project.run('dev', 'redrive', { args: ['--json'] })).code).toBe(2);
    expect(await messagesIn(account, 'shop-dev-orders-dlq')).toEqual(['{"id":1} order']);
  });

  scenario('refuses streams, and the queues of others, with the reason', async ({ account }) => {
    const { kinesisStream } = await account.asOthers((aws) => createForeignResources(aws, 'with-redrive'));
    const project = await account.project(`project: clicks
image: { handler: app.handler }
lambda: { name: clicks }
role: { name: clicks }
trigger: { type: kinesis, stream: { arn: '${kinesisStream}' }, on_failure: { queue: lost } }
`);
    expectSuccess(await project.apply('dev'));
    await send(account, 'lost', [JSON.stringify({ KinesisBatchInfo: {} })]);
    const outcome = await project.run('dev', 'redrive', { args: ['--yes'] });
    expectRefusal(outcome, 'there is nothing that can be tried again');
    expect(outcome.stderr).toMatch(/not possible: lost: records of the kinesis stream with-redrive say only where/);

    await account.asOthers((aws) => aws.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'theirs' })));
    const theirs = await account.project(`project: theirs
image: { handler: app.handler }
lambda: { name: theirs, on_failure: 'arn:aws:sqs:eu-west-1:${account.id}:theirs' }
role: { name: theirs }
trigger: { type: none }
`);
    expectSuccess(await theirs.apply('dev'));
    const refusal = await theirs.run('dev', 'redrive', { args: ['--yes'] });
    expectRefusal(refusal, 'it is named by its ARN, so it is not ours, and may contain messages of others');
  });
});
