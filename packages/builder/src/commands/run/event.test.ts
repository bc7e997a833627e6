import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CLI } from '../../../test/run-cli.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { sampleEvent } from '../../events/samples/sample-event.ts';

function alrBuilderEvent(...args: string[]) {
  return spawnSync(process.execPath, [CLI, 'event', ...args], { encoding: 'utf8' });
}

describe('alr-builder event', () => {
  it('prints a sample event', () => {
    const { status, stdout } = alrBuilderEvent('s3-in-sqs', '--bucket', 'photos', '--key', 'a b.jpg', '--records', '2');
    expect(status).toBe(0);
    const { Records: messages } = JSON.parse(stdout) as { Records: { body: string }[] };
    expect(messages).toHaveLength(2);
    const s3 = { bucket: { name: 'photos' }, object: { key: 'a+b.jpg' } };
    expect(JSON.parse(messages[1]?.body ?? '')).toMatchObject({ Records: [{ s3 }] });
  });

  it('takes bodies, attributes and headers', () => {
    const { stdout } = alrBuilderEvent('sqs', '--body', 'x', '--body', 'y', '--attribute', 'kind=order');
    expect(JSON.parse(stdout)).toMatchObject({
      Records: [{ body: 'x', messageAttributes: { kind: { stringValue: 'order' } } }, { body: 'y' }],
    });
    expect(JSON.parse(alrBuilderEvent('alb', '--header', 'X-Kind: test').stdout)).toMatchObject({
      headers: { 'x-kind': 'test' },
    });
  });

  it('lists the names of all events, each of which it prints', () => {
    const names = alrBuilderEvent('--list').stdout.trimEnd().split('\n');
    expect(names).toContain('sqs');
    expect(names).toContain('s3-in-sns-in-sqs');
    for (const name of names) expect(sampleEvent(name)).toEqual(expect.any(Object));
    expect(JSON.parse(alrBuilderEvent('--list', '--json').stdout)).toEqual(names);
  });

  it('exits with 2 if no source is given', () => {
    const { status, stderr } = alrBuilderEvent();
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: say which event: /);
  });

  it('exits with 2 and lists the sources if the source is unknown', () => {
    const { status, stderr } = alrBuilderEvent('sqz');
    expect(status).toBe(2);
    expect(stderr).toMatch(/no sample event "sqz".* sqs, sns, s3/);
  });

  it('exits with 2 if the value of an option is invalid', () => {
    expect(alrBuilderEvent('sqs', '--records', 'many').status).toBe(2);
    expect(alrBuilderEvent('alb', '--header', 'nothing').status).toBe(2);
  });

  it('prints the event of a trigger of the project, with its names', async () => {
    const yaml = `project: shop
functions:
  orders: { handler: app, triggers: [{ type: sqs }, { type: s3-direct, bucket: photos }] }
  nothing: { handler: app }
  rules:
    handler: app
    triggers:
      - type: eventbridge
      - { type: eventbridge, pattern: { source: [{ prefix: aws }, shop], detail-type: [Order Paid] } }
      - { type: scheduler, at: 2030-01-31T08:00:00 }
`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const inProject = (...args: string[]) => alrBuilderEvent(...args, '--install-dir', project.directory);
    expect(JSON.parse(inProject('s3-direct', '--function', 'orders').stdout)).toMatchObject({
      Records: [{ s3: { bucket: { name: 'photos' } } }],
    });
    expect(JSON.parse(inProject('sqs', '--function', 'orders').stdout)).toMatchObject({
      Records: [{ eventSourceARN: expect.stringMatching(/:shop-dev-orders$/) }],
    });
    expect(JSON.parse(inProject('eventbridge', '--function', 'rules').stdout)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
    });
    expect(JSON.parse(inProject('eventbridge-2', '--function', 'rules').stdout)).toMatchObject({
      source: 'shop',
      'detail-type': 'Order Paid',
    });
    expect(JSON.parse(inProject('scheduler', '--function', 'rules').stdout)).toMatchObject({ source: 'aws.scheduler' });
    expect(inProject('--function', 'orders')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there are several triggers (orders: sqs, orders: s3-direct): choose one with'),
    });
    expect(inProject('--function', 'nothing')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing invokes the function'),
    });
  });

  it('prints an event of a trigger that matches its filter, or what its rule passes instead', async () => {
    const yaml = `project: shop
functions:
  orders:
    handler: app
    triggers:
      - { type: sqs, filter: { body: { kind: [order] }, messageAttributes: { tier: { stringValue: [gold] } } } }
      - { type: sns, topic_name: news, filter: { kind: [{ prefix: re }], amount: [5] } }
      - { type: sns-sqs, topic_name: facts, filter_scope: body, filter: { kind: [fact] } }
      - { type: kinesis, stream: { arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks' }, filter: { partitionKey: [a], data: { page: [/x] } } }
      - { type: s3-sqs, bucket: photos, filter: { body: { Records: { s3: { object: { size: [{ numeric: [">", 9000] }] } } } } } }
      - { type: s3-direct, bucket: photos, prefix: in/, suffix: .png, event: 's3:ObjectRemoved:*' }
      - { type: eventbridge, input: { job: clean } }
      - { type: eventbridge, pattern: { source: [aws.s3], detail: { object: { size: [{ numeric: [">", 9000] }] } } } }
      - { type: alb, listener_arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/lb/1/2', path: '/a/*/b?', host: '*.example.org' }
      - { type: http-api, routes: ['PUT /orders/{id}', 'ANY /{path+}', 'PUT /{kind}/{id}/all', 'PUT /orders/first', '$default'] }
`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    const eventOf = (...args: string[]) =>
      JSON.parse(alrBuilderEvent(...args, '--function', 'orders', '--install-dir', project.directory).stdout);
    const [message] = eventOf('sqs').Records;
    expect(JSON.parse(message.body)).toEqual({ orderId: 'order-1', amount: 100, kind: 'order' });
    expect(message.messageAttributes).toEqual({ tier: { stringValue: 'gold' } });
    expect(eventOf('sqs', '--body', 'plain').Records[0].body).toBe('plain');
    expect(eventOf('sns').Records[0].Sns.MessageAttributes).toEqual({
      kind: { Type: 'String', Value: 're' },
      amount: { Type: 'Number', Value: '5' },
    });
    expect(JSON.parse(JSON.parse(eventOf('sns-sqs').Records[0].body).Message)).toEqual({ kind: 'fact' });
    const [click] = eventOf('kinesis').Records;
    expect(click).toMatchObject({
      eventSourceARN: expect.stringMatching(/:stream\/clicks$/),
      kinesis: { partitionKey: 'a' },
    });
    expect(Buffer.from(click.kinesis.data, 'base64').toString()).toBe('{"page":"/x"}');
    expect(JSON.parse(eventOf('s3-sqs').Records[0].body)).toMatchObject({
      Records: [{ s3: { bucket: { name: 'photos' }, object: { size: 9001 } } }],
    });
    expect(eventOf('s3-direct').Records[0]).toMatchObject({
      eventName: 'ObjectRemoved:Delete',
      s3: { object: { key: 'in/holiday+1.png' } },
    });
    expect(eventOf('eventbridge')).toEqual({ job: 'clean' });
    expect(eventOf('eventbridge-2')).toMatchObject({
      'detail-type': 'Object Created',
      detail: { object: { size: 9001 } },
    });
    expect(eventOf('alb')).toMatchObject({ path: '/a//bx', headers: { host: 'www.example.org' } });
    expect(eventOf('http-api')).toMatchObject({
      routeKey: 'PUT /orders/{id}',
      rawPath: '/orders/id',
      pathParameters: { id: 'id' },
      requestContext: { routeKey: 'PUT /orders/{id}', http: { method: 'PUT', path: '/orders/id' } },
    });
    const routeOf = (...args: string[]) => eventOf('http-api', ...args).routeKey;
    expect(routeOf('--method', 'PUT', '--path', '/orders/first')).toBe('PUT /orders/first');
    expect(routeOf('--method', 'PUT', '--path', '/orders/first/all')).toBe('PUT /{kind}/{id}/all');
    expect(routeOf('--method', 'GET', '--path', '/orders/first')).toBe('ANY /{path+}');
    expect(eventOf('http-api', '--path', '/100%')).toMatchObject({
      rawPath: '/100%',
      pathParameters: { path: '100%' },
    });
  });
});
