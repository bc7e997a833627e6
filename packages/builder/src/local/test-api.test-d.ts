import { expectTypeOf } from 'vitest';
import {
  type InvocationError,
  type InvocationRecord,
  type LocalBucket,
  type LocalBus,
  type LocalMessage,
  type LocalQueue,
  type LocalServer,
  type LocalStream,
  type LocalTopic,
  startLocal,
} from '../index.ts';

declare const local: LocalServer;

// The emulator of a test
expectTypeOf(startLocal).returns.resolves.toEqualTypeOf<LocalServer>();
expectTypeOf<LocalServer>().toExtend<AsyncDisposable>();
void startLocal({ directory: '.', port: 0, data: 'memory', stage: 'dev', function: 'orders', instances: 2 });
// @ts-expect-error -- ports are numbers
void startLocal({ port: '9000' });
expectTypeOf(local.url).toBeString();
expectTypeOf(local.functionName).toBeString();
expectTypeOf(local.functions.orders?.url).toEqualTypeOf<string | undefined>();
expectTypeOf(local.close()).resolves.toBeVoid();

// Queues
expectTypeOf(local.queue).toEqualTypeOf<(name: string) => LocalQueue>();
const queue = local.queue('orders');
queue.send('a');
queue.send(['a', { body: 'b', delay: 5 }]);
queue.send({
  body: 'a',
  groupId: 'g',
  deduplicationId: 'd',
  attributes: { kind: { DataType: 'String', StringValue: 'order' } },
} satisfies LocalMessage);
// @ts-expect-error -- a message is a text
queue.send({ n: 1 });
// @ts-expect-error -- seconds are a number
queue.send({ body: 'a', delay: '5s' });
const [message] = queue.messages;
expectTypeOf(message?.messageId).toEqualTypeOf<string | undefined>();
expectTypeOf(message?.body).toEqualTypeOf<string | undefined>();
expectTypeOf(message?.state).toEqualTypeOf<'visible' | 'hidden' | 'delayed' | undefined>();
expectTypeOf(message?.receiveCount).toEqualTypeOf<number | undefined>();
expectTypeOf(message?.visibleAt).toEqualTypeOf<number | undefined>();
expectTypeOf(queue.url).toBeString();
expectTypeOf(queue.arn).toBeString();
expectTypeOf(queue.purge()).toBeVoid();
expectTypeOf(queue.redrive()).toBeVoid();

// Buckets, topics and event buses
expectTypeOf(local.bucket).toEqualTypeOf<(name: string) => LocalBucket>();
const bucket = local.bucket('photos');
bucket.put('a.txt', 'text');
bucket.put('a.bin', new Uint8Array([1]));
// @ts-expect-error -- an object is text or bytes
bucket.put('a.json', { n: 1 });
expectTypeOf(bucket.get('a.txt')).toEqualTypeOf<Buffer | undefined>();
expectTypeOf(bucket.keys).toEqualTypeOf<readonly string[]>();
expectTypeOf(bucket.delete('a.txt')).toBeVoid();
expectTypeOf(local.topic).toEqualTypeOf<(name: string) => LocalTopic>();
const attributes = { kind: { DataType: 'String', StringValue: 'order' } };
local.topic('news').publish('hello', { subject: 'news', attributes, groupId: 'g', deduplicationId: 'd' });
expectTypeOf(local.bus).toEqualTypeOf<(name?: string) => LocalBus>();
local.bus().put({ source: 'shop', detailType: 'Paid', detail: { n: 1 } }, { source: 'a', detailType: 'b', detail: {} });
// @ts-expect-error -- an event needs a detail
local.bus().put({ source: 'shop', detailType: 'Paid' });

// Streams
expectTypeOf(local.stream).toEqualTypeOf<(name: string) => LocalStream>();
const stream = local.stream('clicks');
stream.put('text', new Uint8Array([1]), { data: '{"n":1}', partitionKey: 'a' });
stream.put({ newImage: { id: '1' } }, { newImage: { id: { S: '1' } }, oldImage: { id: { S: '1' } } });
// @ts-expect-error -- a record of Kinesis is text or bytes
stream.put({ data: { n: 1 } });
expectTypeOf(stream.arn).toBeString();

// Time
expectTypeOf(local.clock.now).toBeNumber();
expectTypeOf(local.clock.skip('6m')).resolves.toBeVoid();
void local.clock.skip(360_000);
void local.clock.skip('next');
expectTypeOf(local.settled()).resolves.toBeVoid();

// What has happened
expectTypeOf(local.invocations).toEqualTypeOf<readonly InvocationRecord[]>();
declare const record: InvocationRecord;
expectTypeOf(record).toExtend<{
  readonly requestId: string;
  readonly function: string;
  readonly event: unknown;
  readonly source: string;
  readonly response?: unknown;
  readonly error?: InvocationError | undefined;
  readonly logs: readonly string[];
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attempt: number;
}>();
