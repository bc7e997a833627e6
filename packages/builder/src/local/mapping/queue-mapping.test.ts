import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueues } from '../../../test/queues.ts';
import type { Queue } from '../sources/queue/queue.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { type QueueBatch, QueueMapping, type QueueMappingSettings } from './queue-mapping.ts';
import { findBatchProblems, findVisibilityProblem } from './sqs-lints.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const succeeded: BatchOutcome = { kind: 'succeeded' };
const failed: BatchOutcome = { kind: 'failed', reason: 'it failed' };

function createMapping(settings: Partial<QueueMappingSettings> = {}, name = 'jobs', visibility = 30) {
  const queues = createQueues();
  const isFifo = name.endsWith('.fifo');
  const queue = queues.create(name, { VisibilityTimeout: String(visibility), ...(isFifo && { FifoQueue: 'true' }) });
  const mapping = new QueueMapping(queue, { batchSize: 10, batchWindow: 0, acceptsReports: true, ...settings });
  return { queue, mapping };
}

function send(queue: Queue, count: number, now = NOW): void {
  for (let index = 0; index < count; index++) queue.send({ body: String(index) }, now);
}

function takeAll(mapping: QueueMapping, now: number): QueueBatch[] {
  const batches: QueueBatch[] = [];
  for (let batch = mapping.take(now, true); batch !== undefined; batch = mapping.take(now, true)) batches.push(batch);
  return batches;
}

const sizes = (batches: readonly QueueBatch[]) => batches.map(({ messages }) => messages.length);

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
describe('the batches of a queue', () => {
  it('have up to as many messages as the batch size', () => {
    const { queue, mapping } = createMapping();
    send(queue, 25);
    expect(sizes(takeAll(mapping, NOW))).toEqual([10, 10, 5]);
  });

  it('are taken only if the function is free', () => {
    const { queue, mapping } = createMapping();
    send(queue, 1);
    expect(mapping.take(NOW, false)).toBeUndefined();
    expect(queue.counts(NOW).visible).toBe(1);
  });

  it('wait for the end of the window, which begins with the first message, unless they are full', () => {
    const { queue, mapping } = createMapping({ batchSize: 3, batchWindow: 5 });
    send(queue, 2);
    expect(mapping.take(NOW, true)).toBeUndefined();
    expect(mapping.nextDue).toBe(NOW + 5 * SECOND);
    send(queue, 2, NOW + SECOND);
    expect(sizes(takeAll(mapping, NOW + SECOND))).toEqual([3]);
    expect(mapping.nextDue).toBe(NOW + 6 * SECOND);
    expect(sizes(takeAll(mapping, NOW + 6 * SECOND))).toEqual([1]);
    expect(mapping.nextDue).toBeUndefined();
  });

  const Mib = 1024 * 1024;
  it.each([
    ['of one byte each', 'x'.repeat(Mib), 5],
    ['of two bytes each', 'é'.repeat(Mib / 2), 5],
    ['that JSON escapes', '"'.repeat(Mib), 2],
  ])('have up to 6 MB with messages of 1 MiB, and wait for no window then: characters %s', (_, body, count) => {
    const { queue, mapping } = createMapping({ batchSize: 10_000, batchWindow: 300 });
    for (let index = 0; index < 10; index++) queue.send({ body }, NOW);
    const batch = mapping.take(NOW, true);
    expect(batch?.messages).toHaveLength(count);
    expect(Buffer.byteLength(batch?.event ?? '')).toBeLessThanOrEqual(6 * Mib);
  });

  it('can have 10,000 messages after a window of 300 s, and messages after a delay of 900 s', () => {
    const { queue, mapping } = createMapping({ batchSize: 10_000, batchWindow: 300 });
    send(queue, 9000);
    for (let index = 0; index < 2000; index++) queue.send({ body: 'x', delaySeconds: 900 }, NOW);
    expect(mapping.take(NOW + 299 * SECOND, true)).toBeUndefined();
    expect(sizes(takeAll(mapping, NOW + 599 * SECOND))).toEqual([9000]);
    expect(queue.nextDue).toBe(NOW + 629 * SECOND);
    expect(mapping.take(NOW + 900 * SECOND, true)).toBeDefined();
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  it.each([
    ['while a window collects messages', 300, true],
    ['while the function is busy', 0, false],
  ])(
    'never have a message that was received too often, which moves as soon as it is visible, %s',
    (_, batchWindow, isFree) => {
      const queues = createQueues();
      const failures = queues.create('failures', {});
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: failures.arn, maxReceiveCount: 2 });
      const queue = queues.create('jobs', { VisibilityTimeout: '30', RedrivePolicy });
      const mapping = new QueueMapping(queue, { batchSize: 10, batchWindow, acceptsReports: false });
      send(queue, 1);
      queue.receive({}, NOW);
      queue.receive({}, NOW + 30 * SECOND);
      // They are before it in the queue.
      send(queue, 3, NOW + 31 * SECOND);
      expect(mapping.take(NOW + 31 * SECOND, isFree)).toBeUndefined();
      expect(queue.nextDue).toBe(NOW + MINUTE);
      expect(mapping.take(NOW + MINUTE, isFree)).toBeUndefined();
      expect(failures.messages(NOW + MINUTE)).toMatchObject([{ body: '0', receiveCount: 2 }]);
      expect(queue.counts(NOW + MINUTE)).toMatchObject({ visible: 3 });
    },
  );

  it('do not begin with a message that was received too often', () => {
    const queues = createQueues();
    const failures = queues.create('failures', {});
    const queue = queues.create('jobs', { VisibilityTimeout: '30' });
    const mapping = new QueueMapping(queue, { batchSize: 10, batchWindow: 20, acceptsReports: false });
    send(queue, 1);
    queue.receive({}, NOW);
    expect(mapping.take(NOW + 30 * SECOND, true)).toBeUndefined();
    expect(mapping.nextDue).toBe(NOW + 50 * SECOND);
    // A limit that is set later applies too.
    queue.configure({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: failures.arn, maxReceiveCount: 1 }) });
    expect(mapping.take(NOW + 31 * SECOND, true)).toBeUndefined();
    expect(mapping.nextDue).toBeUndefined();
    expect(failures.messages(NOW + 31 * SECOND)).toHaveLength(1);
  });

  it('wait for the function after the window, without a time that is due', () => {
    const { queue, mapping } = createMapping({ batchWindow: 5 });
    send(queue, 1);
    mapping.take(NOW, false);
    expect(mapping.nextDue).toBe(NOW + 5 * SECOND);
    mapping.take(NOW + 5 * SECOND, false);
    expect(mapping.nextDue).toBeUndefined();
    expect(sizes(takeAll(mapping, NOW + 7 * SECOND))).toEqual([1]);
  });

  it('are closed at 6 MB', () => {
    const { queue, mapping } = createMapping({ batchSize: 1000, batchWindow: 300 });
    for (let index = 0; index < 13; index++) queue.send({ body: '"'.repeat(512 * 1024 - 1) }, NOW);
    const batches = takeAll(mapping, NOW);
    expect(batches.length).toBeGreaterThan(0);
    for (const { event, messages } of batches) {
      expect(Buffer.byteLength(event)).toBeLessThanOrEqual(6 * 1024 * 1024);
      expect(messages.length).toBeGreaterThan(0);
    }
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  it('run 5 at once at first, and 300 more after each minute', () => {
    const { queue, mapping } = createMapping({ batchSize: 1 }, 'jobs', 3600);
    send(queue, 400);
    expect(takeAll(mapping, NOW)).toHaveLength(5);
    expect(takeAll(mapping, NOW + MINUTE - 1)).toHaveLength(0);
    expect(takeAll(mapping, NOW + MINUTE)).toHaveLength(300);
  });

  it('run as many at once as the maximum concurrency, at most', () => {
    const { queue, mapping } = createMapping({ batchSize: 1, maximumConcurrency: 2 });
    send(queue, 10);
    const [first] = takeAll(mapping, NOW);
    expect(takeAll(mapping, NOW + MINUTE)).toHaveLength(0);
    if (first !== undefined) mapping.settle(first, succeeded, NOW + MINUTE);
    expect(takeAll(mapping, NOW + MINUTE)).toHaveLength(1);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
  it('contain what matches the filter; the rest is deleted', () => {
    const { queue, mapping } = createMapping({ filter: ['{"body":{"kind":["order"]}}', '{"body":["plain"]}'] });
    for (const body of ['{"kind":"order"}', '{"kind":"other"}', 'plain', 'text', '{"kind":["order","other"]}']) {
      queue.send({ body }, NOW);
    }
    const [batch] = takeAll(mapping, NOW);
    expect(batch?.messages.map(({ body }) => body)).toEqual([
      '{"kind":"order"}',
      'plain',
      '{"kind":["order","other"]}',
    ]);
    expect(queue.messages(NOW)).toHaveLength(3);
    queue.send({ body: 'text' }, NOW);
    expect(mapping.take(NOW, true)).toBeUndefined();
    expect(queue.messages(NOW)).toHaveLength(3);
  });

  it('of a FIFO queue contain several groups, and a group is in one batch at a time', () => {
    const { queue, mapping } = createMapping({ batchSize: 3 }, 'jobs.fifo');
    for (const [index, groupId] of [...'aabbcc'].entries()) {
      queue.send({ body: `${groupId}${index}`, groupId, deduplicationId: String(index) }, NOW);
    }
    const batches = takeAll(mapping, NOW);
    expect(batches.map(({ messages }) => messages.map(({ body }) => body).join(' '))).toEqual(['a0 a1 b2', 'c4 c5']);
  });

  const run = fc.record({
    count: fc.nat(30),
    wait: fc.nat(40),
    isFree: fc.boolean(),
    outcome: fc.constantFrom('succeed', 'fail', 'report', 'take longer'),
  });

  it.each([
    ['standard', 'jobs'],
    ['FIFO', 'jobs.fifo'],
  ])('lose nothing, keep their limits, and count each receive: %s', (_, name) => {
    const sizing = fc.record({ batchSize: fc.integer({ min: 1, max: 10 }), batchWindow: fc.nat(10) });
    fc.assert(
      fc.property(sizing, fc.array(run, { maxLength: 40 }), (settings, runs) => {
        const { queue, mapping } = createMapping(settings, name);
        const processed = new Map<string, number>();
        const deliveries = new Map<string, number>();
        const order: string[] = [];
        let [now, sent] = [NOW, 0];
        const work = (outcome: string, isFree: boolean) => {
          for (let batch = mapping.take(now, isFree); batch !== undefined; batch = mapping.take(now, isFree)) {
            expect(batch.messages.length).toBeLessThanOrEqual(settings.batchSize);
            for (const { messageId, systemAttributes } of batch.messages) {
              const count = (deliveries.get(messageId) ?? 0) + 1;
              deliveries.set(messageId, count);
              expect(systemAttributes.ApproximateReceiveCount).toBe(String(count));
            }
            if (outcome === 'take longer') now += 31 * SECOND;
            // All from the first one that fails, so that the order is kept.
            const failedIds = new Set(batch.messages.slice(1).map(({ messageId }) => messageId));
            const isReport = outcome === 'report' && failedIds.size > 0;
            const partial = isReport ? ({ kind: 'partial', failedIds } as const) : succeeded;
            const { returned } = mapping.settle(batch, outcome === 'fail' ? failed : partial, now);
            for (const { messageId, body } of batch.messages.filter((message) => !returned.includes(message))) {
              processed.set(messageId, (processed.get(messageId) ?? 0) + 1);
              order.push(body);
            }
            if (outcome === 'fail' || outcome === 'take longer') return;
          }
        };
        for (const { count, wait, isFree, outcome } of runs) {
          for (let index = 0; index < count; index++, sent++) {
            const fifo = queue.isFifo && { groupId: `g${sent % 3}`, deduplicationId: String(sent) };
            queue.send({ body: String(sent), ...fifo }, now);
          }
          work(outcome, isFree);
          now += wait * SECOND;
        }
        for (let round = 0; round < 4; round++, now += MINUTE) work('succeed', true);
        expect(queue.messages(now)).toEqual([]);
        expect([...processed.values()].every((times) => times === 1)).toBe(true);
        expect(processed.size).toBe(sent);
        if (!queue.isFifo) return;
        for (const group of [0, 1, 2]) {
          const ofGroup = order.map(Number).filter((each) => each % 3 === group);
          expect(ofGroup).toEqual([...ofGroup].sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe('a warning about a batch', () => {
  /** What is said about a batch of the messages 0, 1 and 2, of which 1 fails. */
  function problemsOf(options: {
    readonly response?: string;
    readonly acceptsReports?: boolean;
    readonly outcome?: BatchOutcome;
    readonly failed?: readonly number[];
    readonly after?: number;
    readonly name?: string;
    readonly bodies?: readonly string[];
  }): string {
    const { acceptsReports = true, name = 'jobs', after = 0 } = options;
    const { queue, mapping } = createMapping({ acceptsReports }, name);
    for (const body of options.bodies ?? ['0', '1', '2']) {
      queue.send({ body, ...(queue.isFifo && { groupId: 'g', deduplicationId: body }) }, NOW);
    }
    const batch = mapping.take(NOW, true);
    if (batch === undefined) throw new Error('there is no batch');
    const idOf = (index: number) => batch.messages[index]?.messageId ?? '';
    const failedIds = new Set(options.failed?.map(idOf));
    const outcome = options.outcome ?? (failedIds.size > 0 ? { kind: 'partial' as const, failedIds } : succeeded);
    const response = options.response?.replace('$1', idOf(1));
    const { settings } = mapping;
    return findBatchProblems({ batch, settings, isFifo: queue.isFifo, response, outcome, now: NOW + after })
      .map(({ message }) => message)
      .join();
  }

  it('says that a report is ignored', () => {
    const response = '{"batchItemFailures":[{"itemIdentifier":"$1"}]}';
    expect(problemsOf({ response, acceptsReports: false })).toMatch(/reported 1 of 3 messages as failed, but .+ lost/);
    expect(problemsOf({ response, failed: [1] })).toBe('');
    expect(problemsOf({ response: '{"batchItemFailures":[]}', acceptsReports: false })).toBe('');
    expect(problemsOf({ response: 'null', acceptsReports: false })).toBe('');
    expect(problemsOf({ response: '[', acceptsReports: false })).toBe('');
  });

  it('says that a later message of a group is deleted', () => {
    expect(problemsOf({ name: 'jobs.fifo', failed: [1] })).toMatch(
      /a message of the group g as failed, but not the later/,
    );
    expect(problemsOf({ name: 'jobs.fifo', failed: [1, 2] })).toBe('');
    expect(problemsOf({ failed: [1] })).toBe('');
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
  it('says that the function failed for the event with which S3 tests a queue', () => {
    const test = '{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-01T00:00:00.000Z","Bucket":"photos"}';
    expect(problemsOf({ bodies: [test], outcome: failed })).toMatch(/the event s3:TestEvent that S3 sends/);
    expect(problemsOf({ bodies: ['0', test], failed: [1] })).toMatch(/the event s3:TestEvent that S3 sends/);
    expect(problemsOf({ bodies: [test, '1'], failed: [1] })).toBe('');
    expect(problemsOf({ bodies: [test] })).toBe('');
  });

  it('says that the batch took too long', () => {
    expect(problemsOf({ after: 30 * SECOND })).toBe(
      'the batch took 30 s, longer than the visibility timeout of 30 s: its messages are delivered again',
    );
    expect(problemsOf({ after: 30 * SECOND - 1 })).toBe('');
  });

  it('says that good messages are delivered again with a bad one', () => {
    expect(problemsOf({ outcome: failed, acceptsReports: false })).toMatch(/delivers all 3 messages again/);
    expect(problemsOf({ outcome: failed })).toBe('');
  });

  it('says that the visibility timeout is too short', () => {
    expect(findVisibilityProblem(180, 30)).toBeUndefined();
    expect(findVisibilityProblem(179, 30)).toMatch(
      /is 179 s, less than six times the timeout of the function \(30 s\)/,
    );
  });
});
