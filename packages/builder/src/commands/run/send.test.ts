import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { printed, runCommand, startEmulator } from '../../../test/emulator.ts';
import { installBootstrap } from '../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';

/** A project whose function has these triggers. */
async function projectWith(...triggers: string[]): Promise<TestProject> {
  const list = triggers.map((trigger) => `  - { ${trigger} }\n`).join('');
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: worker }\ntriggers:\n${list}`,
  });
  await installBootstrap(project.path('node_modules/@alr/runtime'));
  return project;
}

/** Runs `alr-builder send` for a project. */
const sendIn =
  ({ directory }: TestProject) =>
  (args: readonly string[], input?: string | Buffer) =>
    runCommand(['send', ...args, '--install-dir', directory], input);

const ID = '[0-9a-f-]{36}';

describe('alr-builder send', () => {
  it('sends so many messages at once that batches are full', async () => {
    await using project = await projectWith('type: sqs, queue: { name: jobs, batch_size: 100, batch_window: 5 }');
    const emulator = await startEmulator(project);
    expect(await sendIn(project)(['{"n":1}', '--count', '500'])).toEqual({
      status: 0,
      stdout: 'sent 500 messages to the queue jobs\n',
      stderr: '',
    });
    await printed(emulator, /100 messages/, 5);
    await printed(emulator, /\d messages/, 5);
  });

  it('numbers messages, and prints their ids for programs', async () => {
    await using project = await projectWith('type: sqs, queue: { name: jobs, batch_size: 2, batch_window: 5 }');
    const emulator = await startEmulator(project);
    const send = sendIn(project);
    const { stdout } = await send(['-', '--count', '2', '--json'], '{"respond":"ok {#}"}');
    const result = JSON.parse(stdout) as { ids: string[] };
    expect(result).toEqual({ to: 'jobs', kind: 'queue', ids: [expect.stringMatching(ID), expect.stringMatching(ID)] });
    expect(new Set(result.ids).size).toBe(2);
    await printed(emulator, /2 messages/);
  });

  it.each([
    [
      'an event',
      ['{}', '--to', 'default', '--source', 'other', '--detail-type', 'Paid'],
      'rule of the event bus default',
    ],
    ['a notification', ['hello', '--to', 'orders', '--attribute', 'kind=old'], 'subscription of the topic orders'],
    ['an object', ['hello', '--to', 'photos', '--key', 'b.jpg'], 'notification of the bucket photos'],
    ['a message', ['{"kind":"old"}', '--to', 'jobs'], 'filter of the queue jobs'],
  ])('says that nothing gets %s', async (_what, args, matcher) => {
    await using project = await projectWith(
      'type: s3-direct, bucket: photos, prefix: a',
      'type: sns, topic_name: orders, filter: { kind: [new] }',
      'type: eventbridge, pattern: { source: [shop] }',
      'type: sqs, queue: { name: jobs }, filter: { body: { kind: [new] } }',
    );
    const emulator = await startEmulator(project);
    const { stdout } = await sendIn(project)(args);
    expect(stdout).toMatch(new RegExp(`\nthe \\w+ matches no ${matcher}: nothing gets it\n$`));
    await printed(emulator, new RegExp(`matches no ${matcher}: nothing gets it|does not match the filter`));
  });

  it('sends to each kind of source, and asks which one if there are several', async () => {
    await using project = await projectWith(
      'type: s3-direct, bucket: photos',
      'type: sns, topic_name: orders, filter: { kind: [new], size: [{ numeric: [">", 5] }] }',
      'type: eventbridge, pattern: { source: [shop] }',
      'type: sqs, queue: { name: jobs }',
    );
    const emulator = await startEmulator(project);
    const send = sendIn(project);
    const file = project.path('cat.jpg');
    // Not text.
    await writeFile(file, Buffer.from([0xff, 0xd8, 0xff]));

    expect(await send(['hello'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'choose one of photos (bucket), orders (topic), default (event bus), jobs (queue) with --to NAME',
      ),
    });
    expect(await send([`@${file}`, '--to', 'photos', '--key', 'cats/{#}.jpg', '--count', '2'])).toMatchObject({
      stderr: '',
      stdout: 'put 2 objects into the bucket photos\n',
    });
    const object = await fetch(`${emulator.url}/photos/cats/2.jpg`, { headers: signedFor('s3') });
    expect(Buffer.from(await object.arrayBuffer())).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    const attributes = ['--attribute', 'kind=new', '--attribute', 'size:Number=6'];
    expect(await send(['hello', '--to', 'orders', '--subject', 'Hi', ...attributes])).toMatchObject({
      stdout: expect.stringMatching(`^sent the message ${ID} to the topic orders\n$`),
    });
    expect(await send(['{"id":7}', '--to', 'default', '--source', 'shop', '--detail-type', 'Paid'])).toMatchObject({
      stdout: expect.stringMatching(`^sent the event ${ID} to the event bus default\n$`),
    });
    expect(await send(['hello', '--to', 'queue:jobs-dlq'])).toMatchObject({
      stdout: expect.stringMatching(`^sent the message ${ID} to the queue jobs-dlq\n$`),
    });
    // Two objects, a notification and an event.
    await printed(emulator, /^END /, 4);
  });

  it('puts records into streams', async () => {
    const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
    await using project = await projectWith(
      `type: kinesis, stream: { arn: "${arn('kinesis', 'stream/clicks')}" }`,
      `type: dynamodb, stream: { arn: "${arn('dynamodb', 'table/orders/stream/2026-01-01T00:00:00.000')}" }`,
    );
    const emulator = await startEmulator(project);
    const send = sendIn(project);
    expect(await send(['{"n":{#}}', '--to', 'clicks', '--key', 'user-{#}', '--count', '3'])).toMatchObject({
      stdout: 'put 3 records into the stream clicks\n',
    });
    for (const content of ['{"id":"1","count":2}', '{"oldImage":{"id":"1"}}']) {
      expect(await send([content, '--to', 'orders'])).toMatchObject({
        stdout: expect.stringMatching(/^put the record \d{24} into the stream orders\n$/),
      });
    }
    expect(await send(['hello', '--to', 'orders'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the stream orders rejects the record: it is not a JSON object'),
    });
    expect(await send(['{"id":"1"}', '--to', 'orders', '--key', 'a'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--key is for a stream of Kinesis, but orders is a table of DynamoDB'),
    });
    await printed(emulator, /^1 record from shardId-\d{20}-00000000 of the stream orders$/, 2);
    // Each command starts a process.
  }, 120_000);

  it('says what is wrong', async () => {
    await using project = await projectWith('type: sns, topic_name: shop', 'type: sqs, queue: { name: shop }');
    await startEmulator(project);
    const send = sendIn(project);
    const failures: readonly (readonly [args: string[], status: number, message: string])[] = [
      [
        ['a', '--to', 'jobs'],
        2,
        'there is no queue, topic, event bus, bucket or stream jobs: choose one of shop-dlq (queue), shop',
      ],
      [['a', '--to', 'shop'], 2, 'shop is a queue and a topic: choose one with --to queue:shop or topic:shop'],
      [['a', '--to', 'queue:shop', '--key', 'k'], 2, '--key is for a bucket or stream, but shop is a queue'],
      [['a', '--to', 'default', '--group', 'g'], 2, '--group is for a queue or topic, but default is an event bus'],
      [['a', '--to', 'default'], 2, 'default is an event bus: add --source NAME and --detail-type TYPE'],
      [
        ['a', '--to', 'default', '--source', 's', '--detail-type', 't'],
        1,
        'the event bus default rejects the event: D',
      ],
      [['', '--to', 'queue:shop'], 1, 'the queue shop rejects the message: The request must contain the parameter M'],
      [['a', '--to', 'topic:shop', '--attribute', 'a b=1'], 1, 'the topic shop rejects the message: Invalid parameter'],
      [['a', '--attribute', 'secret'], 2, 'the value of --attribute must have the form NAME=value'],
      [['a', '--count', '0'], 2, 'Must be a whole number from 1 to 10000'],
      [['@/no-such-file'], 1, 'cannot read /no-such-file'],
    ];
    for (const [args, status, message] of failures) {
      expect(await send(args), args.join(' ')).toMatchObject({
        status,
        stdout: '',
        stderr: expect.stringContaining(message),
      });
    }
    expect(await send(['-', '--to', 'queue:shop'], Buffer.from([0xff]))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the queue shop rejects the message: it is not text in UTF-8'),
    });
    expect(await send([], Buffer.alloc(8 * 1024 * 1024 + 1))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the content has 8388609 bytes, but send takes at most 8388608'),
    });
    // Each command starts a process.
  }, 120_000);

  it('sends equal messages to a FIFO queue as separate messages', async () => {
    await using project = await projectWith('type: sqs, queue: { name: jobs.fifo, batch_size: 10 }');
    const emulator = await startEmulator(project);
    const send = sendIn(project);
    expect(await send(['a'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('jobs.fifo is a FIFO queue: add --group NAME'),
    });
    expect(await send(['a', '--group', 'g', '--count', '10'])).toMatchObject({ status: 0 });
    await printed(emulator, /10 messages/);
  });

  it('needs a source of events', async () => {
    await using project = await projectWith('type: url');
    await startEmulator(project);
    expect(await sendIn(project)(['a'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'no trigger of this emulator has a queue, topic, event bus, bucket or stream: choose one of default (event bus) with --to',
      ),
    });
  });

  it('needs an emulator', async () => {
    await using project = await projectWith('type: sqs');
    expect(await sendIn(project)(['a'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no emulator is running for'),
    });
  });
});

/** The emulator does not check signatures. */
function signedFor(service: string) {
  const credential = `any/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
}
