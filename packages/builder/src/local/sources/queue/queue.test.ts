import { describe, expect, it } from 'vitest';
import { createQueues } from '../../../../test/queues.ts';
import { runBatch, sendBatch } from './batch.ts';
import type { Queue } from './queue.ts';
import { QueueError } from './queue-error.ts';
import { Waiters } from './waiters.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function createQueue(attributes: Record<string, string> = {}): Queue {
  return createQueues().create('jobs', attributes);
}

function createFifoQueue(attributes: Record<string, string> = {}): Queue {
  return createQueues().create('jobs.fifo', { FifoQueue: 'true', ...attributes });
}

/** A queue with a dead-letter queue. */
function createWithDeadLetters(maxReceiveCount: number, suffix = '', attributes: Record<string, string> = {}) {
  const queues = createQueues();
  const fifo: Record<string, string> = suffix === '' ? {} : { FifoQueue: 'true' };
  const dlq = queues.create(`dlq${suffix}`, { ...fifo, ...attributes });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount });
  return { queues, dlq, queue: queues.create(`jobs${suffix}`, { ...fifo, ...attributes, RedrivePolicy }) };
}

const fifoMessage = (body: string, groupId = 'a') => ({ body, groupId, deduplicationId: body });
const bodiesOf = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body).join('');

/** The code of the error of SQS. */
function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof QueueError) return error.code;
    throw error;
  }
  return 'none';
}

function receiveOne(queue: Queue, now = NOW) {
  const [message] = queue.receive({}, now);
  if (message === undefined) throw new Error('there is no message');
  return message;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
describe('the quotas of messages', () => {
  it('limit a message to 1 MiB, with its attributes', () => {
    const queue = createQueue();
    const body = 'x'.repeat(1_048_576);
    expect(codeOf(() => queue.send({ body }, NOW))).toBe('none');
    expect(codeOf(() => queue.send({ body: `${body}x` }, NOW))).toBe('InvalidParameterValueException');
    expect(codeOf(() => queue.send({ body: 'ä'.repeat(524_289) }, NOW))).toBe('InvalidParameterValueException');
    const attributes = { a: { DataType: 'String', StringValue: 'b' } };
    expect(codeOf(() => queue.send({ body: body.slice(8), attributes }, NOW))).toBe('none');
    expect(codeOf(() => queue.send({ body: body.slice(7), attributes }, NOW))).toBe('InvalidParameterValueException');
  });

  it('limit a message to the size that the queue is set to', () => {
    const queue = createQueue({ MaximumMessageSize: '1024' });
    expect(codeOf(() => queue.send({ body: 'x'.repeat(1025) }, NOW))).toBe('InvalidParameterValueException');
  });

  it.each([
    ['', 'MissingRequiredParameterException'],
    ['\t\n\r \u{20}\u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}', 'none'],
    ['\u{0}', 'InvalidMessageContents'],
    ['\u{8}', 'InvalidMessageContents'],
    ['\u{1f}', 'InvalidMessageContents'],
    ['\u{fffe}', 'InvalidMessageContents'],
    ['\ud800', 'InvalidMessageContents'],
  ])('limit the characters of a body: %j', (body, code) => {
    expect(codeOf(() => createQueue().send({ body }, NOW))).toBe(code);
  });

  it('limit a message to 10 attributes', () => {
    const attributes = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'b' }]),
      );
    expect(codeOf(() => createQueue().send({ body: 'a', attributes: attributes(10) }, NOW))).toBe('none');
    expect(codeOf(() => createQueue().send({ body: 'a', attributes: attributes(11) }, NOW))).not.toBe('none');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
  it.each([
    ['a_b-c.1', { DataType: 'String', StringValue: 'b' }, true],
    ['a'.repeat(257), { DataType: 'String', StringValue: 'b' }, false],
    ['.a', { DataType: 'String', StringValue: 'b' }, false],
    ['a.', { DataType: 'String', StringValue: 'b' }, false],
    ['a..b', { DataType: 'String', StringValue: 'b' }, false],
    ['AWS.a', { DataType: 'String', StringValue: 'b' }, false],
    ['amazon.a', { DataType: 'String', StringValue: 'b' }, false],
    ['a', { DataType: 'String', StringValue: '' }, false],
    ['a', { DataType: 'String.label', StringValue: 'b' }, true],
    ['a', { DataType: 'Text', StringValue: 'b' }, false],
    ['a', { DataType: 'Number', StringValue: '-1.5e3' }, true],
    ['a', { DataType: 'Number', StringValue: 'one' }, false],
    ['a', { DataType: 'Binary.png', BinaryValue: Buffer.from([0]) }, true],
    ['a', { DataType: 'Binary', StringValue: 'b' }, false],
  ])('limit attributes: %s %j', (name, attribute, isValid) => {
    const action = () => createQueue().send({ body: 'a', attributes: { [name]: attribute } }, NOW);
    expect(codeOf(action)).toBe(isValid ? 'none' : 'InvalidParameterValueException');
  });

  it.each([
    [0, true],
    [900, true],
    [901, false],
    [-1, false],
    [1.5, false],
  ])('limit a delay to 15 minutes: %d', (delaySeconds, isValid) => {
    expect(codeOf(() => createQueue().send({ body: 'a', delaySeconds }, NOW)) === 'none').toBe(isValid);
  });

  it('limit a visibility timeout to 12 hours, from the time of the receive', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    expect(codeOf(() => queue.receive({ visibilityTimeout: 43_201 }, NOW))).toBe('InvalidParameterValueException');
    const [message] = queue.receive({ visibilityTimeout: 43_200 }, NOW);
    const change = (seconds: number) => () =>
      queue.changeVisibility(message?.receiptHandle ?? '', seconds, NOW + 10 * SECOND);
    expect(codeOf(change(43_191))).toBe('InvalidParameterValueException');
    expect(codeOf(change(43_190))).toBe('none');
  });

  it('let 120,000 messages be in flight', { timeout: 120_000 }, () => {
    const queue = createQueue();
    const fifo = createFifoQueue();
    for (let index = 0; index <= 120_000; index++) {
      queue.send({ body: 'a' }, NOW);
      fifo.send(fifoMessage(String(index), String(index)), NOW);
    }
    for (let index = 0; index < 12_000; index++) {
      queue.receive({ max: 10 }, NOW);
      fifo.receive({ max: 10 }, NOW);
    }
    expect(queue.counts(NOW)).toEqual({ visible: 1, hidden: 120_000, delayed: 0 });
    expect(codeOf(() => queue.receive({}, NOW))).toBe('OverLimit');
    const waiters = new Waiters(queue);
    waiters.receive({ waitSeconds: 20 }, NOW, () => {});
    expect(codeOf(() => waiters.serve(NOW))).toBe('none');
    expect(fifo.receive({}, NOW)).toEqual([]);
  });

  it('let a receiver get up to 10 messages', () => {
    const queue = createQueue();
    for (let index = 0; index < 11; index++) queue.send({ body: 'a' }, NOW);
    expect(queue.receive({ max: 10 }, NOW)).toHaveLength(10);
    expect(codeOf(() => queue.receive({ max: 11 }, NOW))).toBe('InvalidParameterValueException');
    expect(codeOf(() => queue.receive({ max: 0 }, NOW))).toBe('InvalidParameterValueException');
  });

  it('keep messages for 4 days by default', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    expect(queue.messages(NOW + 4 * DAY - 1)).toHaveLength(1);
    expect(queue.messages(NOW + 4 * DAY)).toHaveLength(0);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
describe('the attributes of a queue', () => {
  it.each([
    ['DelaySeconds', 0, 900],
    ['VisibilityTimeout', 0, 43_200],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
    ['MaximumMessageSize', 1024, 1_048_576],
  ])('have limits: %s', (name, min, max) => {
    const codes = [min, max, min - 1, max + 1, 1.5].map((value) =>
      codeOf(() => createQueue({ [name]: String(value) })),
    );
    const invalid = 'InvalidAttributeValue';
    expect(codes).toEqual(['none', 'none', invalid, invalid, invalid]);
  });

  it.each([
    [{ Colour: 'blue' }, 'InvalidAttributeName'],
    [{ ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
    [{ RedrivePolicy: '{}' }, 'InvalidAttributeValue'],
    [{ RedrivePolicy: '{' }, 'InvalidAttributeValue'],
    [{ RedrivePolicy: '{"deadLetterTargetArn":"arn","maxReceiveCount":1001}' }, 'InvalidAttributeValue'],
    [{ RedrivePolicy: '{"deadLetterTargetArn":"arn","maxReceiveCount":"5"}' }, 'InvalidParameterValueException'],
    [{ RedrivePolicy: '' }, 'none'],
    [{ KmsMasterKeyId: 'alias/aws/sqs' }, 'none'],
  ])('are checked: %j', (attributes: Record<string, string>, code) => {
    expect(codeOf(() => createQueue(attributes))).toBe(code);
  });

  it('are removed by an empty value', () => {
    const queue = createQueue({ Policy: '{}' });
    expect(queue.attributes.Policy).toBe('{}');
    queue.configure({ Policy: '' });
    expect(queue.attributes).not.toHaveProperty('Policy');
  });

  it('are those of AWS by default', () => {
    expect(createQueue().attributes).toEqual({
      DelaySeconds: '0',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      MaximumMessageSize: '1048576',
      SqsManagedSseEnabled: 'true',
    });
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  it.each([
    ['a'.repeat(80), {}, 'none'],
    ['a'.repeat(81), {}, 'InvalidParameterValueException'],
    ['a b', {}, 'InvalidParameterValueException'],
    ['', {}, 'InvalidParameterValueException'],
    [`${'a'.repeat(75)}.fifo`, { FifoQueue: 'true' }, 'none'],
    [`${'a'.repeat(76)}.fifo`, { FifoQueue: 'true' }, 'InvalidParameterValueException'],
    ['jobs.fifo', {}, 'InvalidParameterValueException'],
    ['jobs', { FifoQueue: 'true' }, 'InvalidParameterValueException'],
  ])('go with a name: %s %j', (name, attributes: Record<string, string>, code) => {
    expect(codeOf(() => createQueues().create(name, attributes))).toBe(code);
  });

  it('are the same in another notation', () => {
    const { queues, queue, dlq } = createWithDeadLetters(3);
    const RedrivePolicy = JSON.stringify({ maxReceiveCount: '3', deadLetterTargetArn: dlq.arn });
    expect(queues.create('jobs', { RedrivePolicy, VisibilityTimeout: '030' })).toBe(queue);
    // As after a start in another region.
    const elsewhere = RedrivePolicy.replace(dlq.arn, 'arn:aws:sqs:us-east-1:123456789012:dlq');
    expect(queues.create('jobs', { RedrivePolicy: elsewhere })).toBe(queue);
    const other = { RedrivePolicy: RedrivePolicy.replace(dlq.arn, `${dlq.arn}-2`) };
    expect(codeOf(() => queues.create('jobs', other))).toBe('QueueNameExists');
    expect(queues.create('jobs', { Policy: '' })).toBe(queue);
  });

  it('must be the same if the queue exists', () => {
    const queues = createQueues();
    const queue = queues.create('jobs', { VisibilityTimeout: '10' });
    expect(queues.create('jobs', {})).toBe(queue);
    expect(queues.create('jobs', { VisibilityTimeout: '10' })).toBe(queue);
    expect(codeOf(() => queues.create('jobs', { VisibilityTimeout: '11' }))).toBe('QueueNameExists');
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
describe('a batch', () => {
  const entries = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `e${index}`, body: 'a' }));

  it.each([
    [entries(0), 'EmptyBatchRequest'],
    [entries(10), 'none'],
    [entries(11), 'TooManyEntriesInBatchRequest'],
    [[...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    [[{ id: 'a b', body: 'a' }], 'InvalidBatchEntryId'],
    [[{ id: 'a'.repeat(81), body: 'a' }], 'InvalidBatchEntryId'],
    [[{ id: `${'a'.repeat(78)}_-`, body: 'a' }], 'none'],
    [[1, 2].map((id) => ({ id: `${id}`, body: 'a'.repeat(524_288) })), 'none'],
    [[1, 2].map((id) => ({ id: `${id}`, body: 'a'.repeat(524_289) })), 'BatchRequestTooLong'],
  ])('has limits', (batch, code) => {
    expect(codeOf(() => sendBatch(createQueue(), batch, NOW))).toBe(code);
  });

  it('fails for the entries that fail', () => {
    const queue = createQueue();
    const { successful, failed } = sendBatch(queue, [...entries(1), { id: 'bad', body: '\u{0}' }], NOW);
    expect(successful).toMatchObject([{ id: 'e0', result: { messageId: 'id-1' } }]);
    expect(failed).toMatchObject([{ id: 'bad', error: { code: 'InvalidMessageContents' } }]);
  });

  it('does not hide mistakes of its operation', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    expect(() => runBatch(entries(1), broken)).toThrow(TypeError);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
describe('a received message', () => {
  it('is hidden for the visibility timeout, and then visible again, with another receipt handle', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    const first = receiveOne(queue);
    expect(queue.receive({}, NOW + 30 * SECOND - 1)).toEqual([]);
    const second = receiveOne(queue, NOW + 30 * SECOND);
    expect(second.receiptHandle).not.toBe(first.receiptHandle);
    expect(second.systemAttributes).toMatchObject({
      ApproximateReceiveCount: '2',
      SentTimestamp: String(NOW),
      ApproximateFirstReceiveTimestamp: String(NOW),
    });
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
  it('is not deleted by an old receipt handle, which is not an error', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    const first = receiveOne(queue);
    const second = receiveOne(queue, NOW + 30 * SECOND);
    queue.remove(first.receiptHandle, NOW + 31 * SECOND);
    expect(queue.messages(NOW + 31 * SECOND)).toHaveLength(1);
    queue.remove(second.receiptHandle, NOW + 31 * SECOND);
    queue.remove(second.receiptHandle, NOW + 31 * SECOND);
    expect(queue.messages(NOW + 31 * SECOND)).toHaveLength(0);
  });

  it('is not deleted by a text that is not a receipt handle of the queue', () => {
    const queues = createQueues();
    const [queue, other] = [queues.create('jobs', {}), queues.create('other', {})];
    queue.send({ body: 'a' }, NOW);
    const { receiptHandle } = receiveOne(queue);
    for (const handle of ['', 'x', `${receiptHandle}x`]) {
      expect(codeOf(() => queue.remove(handle, NOW))).toBe('ReceiptHandleIsInvalid');
    }
    expect(codeOf(() => other.remove(receiptHandle, NOW))).toBe('ReceiptHandleIsInvalid');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
  it('can be hidden for longer, or be visible at once', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    const { receiptHandle } = receiveOne(queue);
    queue.changeVisibility(receiptHandle, 60, NOW + 10 * SECOND);
    expect(queue.nextDue).toBe(NOW + 70 * SECOND);
    queue.changeVisibility(receiptHandle, 0, NOW + 20 * SECOND);
    expect(queue.messages(NOW + 20 * SECOND)).toMatchObject([{ state: 'visible' }]);
    expect(codeOf(() => queue.changeVisibility(receiptHandle, 1, NOW + 20 * SECOND))).toBe('MessageNotInflight');
    queue.remove(receiptHandle, NOW + 20 * SECOND);
    const gone = () => queue.changeVisibility(receiptHandle, 1, NOW + 20 * SECOND);
    expect(codeOf(gone)).toBe('InvalidParameterValueException');
  });

  it('is deleted although it has become visible again', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    const { receiptHandle } = receiveOne(queue);
    queue.remove(receiptHandle, NOW + MINUTE);
    expect(queue.messages(NOW + MINUTE)).toEqual([]);
  });

  it('is in a batch once, even if it is not hidden at all', () => {
    const queue = createQueue();
    queue.send({ body: 'a' }, NOW);
    expect(queue.receive({ max: 10, visibilityTimeout: 0 }, NOW)).toHaveLength(1);
    expect(queue.receive({ max: 10, visibilityTimeout: 0 }, NOW)).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
describe('a delayed message', () => {
  it('is visible after the delay of its queue, or its own', () => {
    const queue = createQueue({ DelaySeconds: '10' });
    queue.send({ body: 'a' }, NOW);
    queue.send({ body: 'b', delaySeconds: 0 }, NOW);
    queue.send({ body: 'c', delaySeconds: 20 }, NOW);
    expect(bodiesOf(queue.receive({ max: 10 }, NOW))).toBe('b');
    expect(bodiesOf(queue.receive({ max: 10 }, NOW + 10 * SECOND))).toBe('a');
    expect(bodiesOf(queue.receive({ max: 10 }, NOW + 20 * SECOND))).toBe('c');
  });

  it('of a standard queue keeps its delay when that of the queue changes; that of a FIFO queue changes', () => {
    const [standard, fifo] = [createQueue({ DelaySeconds: '60' }), createFifoQueue({ DelaySeconds: '60' })];
    standard.send({ body: 'a' }, NOW);
    fifo.send(fifoMessage('a'), NOW);
    for (const queue of [standard, fifo]) queue.configure({ DelaySeconds: '5' });
    expect(standard.receive({}, NOW + 5 * SECOND)).toHaveLength(0);
    expect(fifo.receive({}, NOW + 5 * SECOND)).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
describe('a dead-letter queue', () => {
  it('gets a message at the receive that exceeds the maximum', () => {
    const { queue, dlq } = createWithDeadLetters(2);
    queue.send({ body: 'a' }, NOW);
    let now = NOW;
    for (const count of [1, 2]) {
      expect(receiveOne(queue, now).systemAttributes.ApproximateReceiveCount).toBe(String(count));
      now += 30 * SECOND;
      expect(queue.counts(now).visible).toBe(1);
    }
    expect(dlq.messages(now)).toEqual([]);
    expect(queue.receive({}, now)).toEqual([]);
    expect(queue.messages(now)).toEqual([]);
    const message = receiveOne(dlq, now);
    expect(message).toMatchObject({ messageId: 'id-1', body: 'a' });
    expect(message.systemAttributes).toMatchObject({
      ApproximateReceiveCount: '3',
      DeadLetterQueueSourceArn: queue.arn,
      ApproximateFirstReceiveTimestamp: String(now),
    });
  });

  it('makes room for the next message in the same receive', () => {
    const { queue } = createWithDeadLetters(1);
    queue.send({ body: 'a' }, NOW);
    queue.receive({}, NOW);
    queue.send({ body: 'b' }, NOW + 30 * SECOND);
    expect(bodiesOf(queue.receive({ max: 1 }, NOW + 30 * SECOND))).toBe('b');
  });

  it.each([
    ['counts the retention from the first send, if it is a standard queue', '', 60],
    ['counts the retention from the move, if it is a FIFO queue', '.fifo', 90],
  ])('%s', (_, suffix, seconds) => {
    const { queue, dlq } = createWithDeadLetters(1, suffix, { MessageRetentionPeriod: '60' });
    queue.send(suffix === '' ? { body: 'a' } : fifoMessage('a'), NOW);
    queue.receive({}, NOW);
    queue.receive({}, NOW + 30 * SECOND);
    expect(dlq.messages(NOW + seconds * SECOND - 1)).toHaveLength(1);
    expect(dlq.messages(NOW + seconds * SECOND)).toHaveLength(0);
  });

  it('that has been deleted gets nothing', () => {
    const { queues, queue, dlq } = createWithDeadLetters(1);
    queues.delete(dlq.name, 0);
    queue.send({ body: 'a' }, NOW);
    queue.receive({}, NOW);
    expect(queue.receive({}, NOW + 30 * SECOND)).toHaveLength(1);
  });

  it('must be of the same type as the queue', () => {
    const { queues, dlq } = createWithDeadLetters(1);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: '5' });
    expect(codeOf(() => queues.create('a.fifo', { FifoQueue: 'true', RedrivePolicy }))).toBe(
      'InvalidParameterValueException',
    );
    expect(queues.find('a.fifo')).toBeUndefined();
    expect(queues.create('a', { RedrivePolicy }).settings.redrive).toEqual({ target: dlq.arn, maxReceiveCount: 5 });
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
describe('a task that moves messages', () => {
  function createFailed(count: number) {
    const created = createWithDeadLetters(1);
    for (let index = 0; index < count; index++) created.queue.send({ body: String(index) }, NOW);
    for (let index = 0; index < 2 * count; index++) created.queue.receive({ visibilityTimeout: 0 }, NOW);
    expect(created.dlq.counts(NOW).visible).toBe(count);
    return created;
  }

  it('moves all of them to where they came from, as new messages', () => {
    const { queues, queue, dlq } = createFailed(3);
    const task = queues.startMoveTask({ sourceArn: dlq.arn }, NOW + DAY);
    expect(task).toMatchObject({ status: 'COMPLETED', moved: 3, toMove: 3 });
    expect(dlq.messages(NOW + DAY)).toEqual([]);
    const [message] = queue.receive({}, NOW + DAY);
    expect(message).toMatchObject({ messageId: 'id-5', body: '0' });
    expect(message?.systemAttributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(NOW + DAY) });
  });

  it('moves them to another queue', () => {
    const { queues, dlq } = createFailed(1);
    const other = queues.create('other', {});
    queues.startMoveTask({ sourceArn: dlq.arn, destinationArn: other.arn }, NOW);
    expect(bodiesOf(other.messages(NOW))).toBe('0');
  });

  it('moves as many in a second as its limit, until it is cancelled', () => {
    const { queues, dlq } = createFailed(10);
    const task = queues.startMoveTask({ sourceArn: dlq.arn, maxPerSecond: 3 }, NOW);
    expect(task.moved).toBe(3);
    expect(queues.nextDue).toBe(NOW + SECOND);
    expect(codeOf(() => queues.startMoveTask({ sourceArn: dlq.arn }, NOW))).toBe('UnsupportedOperation');
    queues.advance(NOW + SECOND);
    expect(task.moved).toBe(6);
    queues.cancelMoveTask(task.handle);
    queues.advance(NOW + MINUTE);
    expect(task).toMatchObject({ moved: 6, status: 'CANCELLED' });
    expect(codeOf(() => queues.cancelMoveTask(task.handle))).toBe('ResourceNotFoundException');
    expect(queues.moveTasks(dlq.arn)).toEqual([task]);
  });

  it('is that of the queue, whatever the account and the region of its ARN are', () => {
    const { queues, dlq } = createFailed(10);
    const elsewhere = 'arn:aws:sqs:us-east-1:123456789012:dlq';
    const task = queues.startMoveTask({ sourceArn: elsewhere, maxPerSecond: 3 }, NOW);
    expect(codeOf(() => queues.startMoveTask({ sourceArn: dlq.arn }, NOW))).toBe('UnsupportedOperation');
    expect(queues.moveTasks(dlq.arn)).toEqual([task]);
    expect(queues.moveTasks(elsewhere)).toEqual([task]);
  });

  it.each([0, 501])('has limits: %d a second', (maxPerSecond) => {
    const { queues, dlq } = createFailed(1);
    const start = () => queues.startMoveTask({ sourceArn: dlq.arn, maxPerSecond }, NOW);
    expect(codeOf(start)).toBe('InvalidParameterValueException');
  });

  it('needs a dead-letter queue', () => {
    const { queues, queue } = createFailed(0);
    expect(codeOf(() => queues.startMoveTask({ sourceArn: queue.arn }, NOW))).toBe('InvalidParameterValueException');
    expect(codeOf(() => queues.startMoveTask({ sourceArn: 'arn' }, NOW))).toBe('ResourceNotFoundException');
  });

  it.each(['other', 'dlq'])('fails if its queue %s is deleted, and loses nothing', (deleted) => {
    const { queues, dlq } = createFailed(3);
    const other = queues.create('other', {});
    const task = queues.startMoveTask({ sourceArn: dlq.arn, destinationArn: other.arn, maxPerSecond: 1 }, NOW);
    queues.delete(deleted, 0);
    // It is not the same one.
    queues.create(deleted, {});
    queues.advance(NOW + MINUTE);
    expect(task).toMatchObject({
      status: 'FAILED',
      failureReason: 'AWS.SimpleQueueService.NonExistentQueue',
      moved: 1,
    });
    expect(queues.find(deleted)?.messages(NOW + MINUTE)).toEqual([]);
    if (deleted === 'other') expect(bodiesOf(dlq.messages(NOW + MINUTE))).toBe('12');
  });

  it('fails at a message that did not come from another queue', () => {
    const { queues, dlq } = createFailed(0);
    dlq.send({ body: 'a' }, NOW);
    const task = queues.startMoveTask({ sourceArn: dlq.arn }, NOW);
    expect(task).toMatchObject({ status: 'FAILED', failureReason: 'CouldNotDetermineMessageSource' });
    expect(dlq.messages(NOW)).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
describe('a receiver that waits', () => {
  function createWaiting(waitSeconds?: number, attributes: Record<string, string> = {}) {
    const queue = createQueue(attributes);
    const waiters = new Waiters(queue);
    const received: string[] = [];
    const stop = waiters.receive({ waitSeconds }, NOW, (messages) => received.push(bodiesOf(messages)));
    return { queue, waiters, received, stop };
  }

  it('gets messages at once if there are some, and otherwise when there are', () => {
    const { queue, waiters, received } = createWaiting(20);
    waiters.serve(NOW + 5 * SECOND);
    expect(received).toEqual([]);
    queue.send({ body: 'a' }, NOW + 6 * SECOND);
    waiters.serve(NOW + 6 * SECOND);
    waiters.serve(NOW + 7 * SECOND);
    expect(received).toEqual(['a']);
    queue.send({ body: 'b' }, NOW + 8 * SECOND);
    waiters.receive({ waitSeconds: 20 }, NOW + 8 * SECOND, (messages) => received.push(bodiesOf(messages)));
    expect(received).toEqual(['a', 'b']);
  });

  it('gets none when the time is over: its own, or that of the queue', () => {
    for (const { waiters, received } of [
      createWaiting(20),
      createWaiting(undefined, { ReceiveMessageWaitTimeSeconds: '20' }),
    ]) {
      expect(waiters.nextDue).toBe(NOW + 20 * SECOND);
      waiters.serve(NOW + 20 * SECOND - 1);
      expect(received).toEqual([]);
      waiters.serve(NOW + 20 * SECOND);
      expect(received).toEqual(['']);
      expect(waiters.nextDue).toBeUndefined();
    }
  });

  it('is served before those who came later', () => {
    const { queue, waiters, received } = createWaiting(20);
    waiters.receive({ waitSeconds: 20 }, NOW, (messages) => received.push(`second ${bodiesOf(messages)}`));
    queue.send({ body: 'a' }, NOW);
    waiters.serve(NOW);
    expect(received).toEqual(['a']);
    waiters.close();
    expect(received).toEqual(['a', 'second ']);
  });

  it('gets nothing after it has stopped waiting', () => {
    const { queue, waiters, received, stop } = createWaiting(20);
    stop();
    queue.send({ body: 'a' }, NOW);
    waiters.serve(NOW);
    expect(received).toEqual([]);
    expect(queue.counts(NOW).visible).toBe(1);
  });

  it.each([-1, 21])('waits up to 20 seconds, not %d', (seconds) => {
    expect(codeOf(() => createWaiting(seconds))).toBe('InvalidParameterValueException');
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
it('a queue can be purged once in 60 seconds', () => {
  const queue = createQueue();
  for (const body of ['a', 'b']) queue.send({ body }, NOW);
  queue.receive({}, NOW);
  queue.send({ body: 'c', delaySeconds: 10 }, NOW);
  queue.purge(NOW);
  expect(queue.messages(NOW)).toEqual([]);
  expect(codeOf(() => queue.purge(NOW + MINUTE - 1))).toBe('PurgeQueueInProgress');
  expect(codeOf(() => queue.purge(NOW + MINUTE))).toBe('none');
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
describe('a FIFO queue', () => {
  it('accepts a deduplication id once in 5 minutes, even if the message is deleted', () => {
    const queue = createFifoQueue();
    const first = queue.send(fifoMessage('a'), NOW);
    queue.remove(receiveOne(queue).receiptHandle, NOW);
    const again = queue.send({ ...fifoMessage('a'), body: 'other' }, NOW + 5 * MINUTE - 1);
    expect(again).toMatchObject({ messageId: first.messageId, sequenceNumber: first.sequenceNumber });
    expect(queue.messages(NOW + 5 * MINUTE - 1)).toEqual([]);
    queue.send(fifoMessage('a'), NOW + 5 * MINUTE);
    expect(queue.messages(NOW + 5 * MINUTE)).toHaveLength(1);
  });

  it('derives the deduplication id from the body if that is set', () => {
    const queue = createFifoQueue({ ContentBasedDeduplication: 'true' });
    for (const body of ['a', 'a', 'b']) queue.send({ body, groupId: 'g' }, NOW);
    queue.send({ body: 'a', groupId: 'g', deduplicationId: 'own' }, NOW);
    expect(bodiesOf(queue.messages(NOW))).toBe('aba');
  });

  it('distinguishes deduplication ids of groups if that is set', () => {
    const queue = createFifoQueue({ DeduplicationScope: 'messageGroup' });
    queue.send({ ...fifoMessage('a', '1') }, NOW);
    queue.send({ ...fifoMessage('a', '2') }, NOW);
    queue.send({ ...fifoMessage('a', '2') }, NOW);
    expect(queue.messages(NOW)).toHaveLength(2);
  });

  it.each([
    [{ body: 'a', deduplicationId: 'a' }, 'MissingRequiredParameterException'],
    [{ body: 'a', groupId: 'a' }, 'InvalidParameterValueException'],
    [{ ...fifoMessage('a'), delaySeconds: 1 }, 'InvalidParameterValueException'],
    [{ ...fifoMessage('a'), delaySeconds: 0 }, 'none'],
    [{ ...fifoMessage('a'), groupId: 'a b' }, 'InvalidParameterValueException'],
    [{ ...fifoMessage('a'), groupId: 'a'.repeat(129) }, 'InvalidParameterValueException'],
    [{ ...fifoMessage('a'), deduplicationId: '' }, 'InvalidParameterValueException'],
    [{ ...fifoMessage('a'), deduplicationId: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' }, 'none'],
  ])('checks a message: %j', (message, code) => {
    expect(codeOf(() => createFifoQueue().send(message, NOW))).toBe(code);
  });

  it('has parameters that a standard queue does not have', () => {
    const queue = createQueue();
    expect(codeOf(() => queue.send({ body: 'a', deduplicationId: 'a' }, NOW))).toBe('InvalidParameterValueException');
    expect(codeOf(() => queue.receive({ attemptId: 'a' }, NOW))).toBe('InvalidParameterValueException');
    expect(codeOf(() => queue.send({ body: 'a', groupId: 'a' }, NOW))).toBe('none');
  });

  it('numbers its messages', () => {
    const queue = createFifoQueue();
    const numbers = ['a', 'b', 'c'].map((body) => BigInt(queue.send(fifoMessage(body), NOW).sequenceNumber ?? 0));
    expect(numbers.map(String).every((number) => number.length === 20)).toBe(true);
    expect([...numbers].sort()).toEqual(numbers);
    expect(new Set(numbers).size).toBe(3);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
  it('delivers several messages of a group to one receiver, and nothing else of it meanwhile', () => {
    const queue = createFifoQueue();
    for (const body of ['1', '2', '3', '4']) queue.send(fifoMessage(body, 'a'), NOW);
    queue.send(fifoMessage('5', 'b'), NOW);
    const received = queue.receive({ max: 2 }, NOW);
    expect(bodiesOf(received)).toBe('12');
    expect(bodiesOf(queue.receive({ max: 10 }, NOW))).toBe('5');
    queue.remove(received[0]?.receiptHandle ?? '', NOW);
    expect(queue.receive({ max: 10 }, NOW)).toEqual([]);
    queue.changeVisibility(received[1]?.receiptHandle ?? '', 0, NOW);
    expect(bodiesOf(queue.receive({ max: 10 }, NOW))).toBe('234');
  });

  it('fills a receive with messages of further groups', () => {
    const queue = createFifoQueue();
    for (const [body, group] of ['1a', '2b', '3a', '4b', '5c']) queue.send(fifoMessage(body ?? '', group), NOW);
    expect(bodiesOf(queue.receive({ max: 10 }, NOW))).toBe('13245');
  });

  it('rejects a receipt handle whose visibility timeout is over', () => {
    const queue = createFifoQueue();
    queue.send(fifoMessage('a'), NOW);
    const { receiptHandle } = receiveOne(queue);
    expect(codeOf(() => queue.remove(receiptHandle, NOW + 30 * SECOND))).toBe('InvalidParameterValueException');
    expect(queue.messages(NOW + 30 * SECOND)).toHaveLength(1);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html
  it('repeats a receive for 5 minutes, unless something has happened to its messages', () => {
    const queue = createFifoQueue({ VisibilityTimeout: '600' });
    for (const body of ['1', '2']) queue.send(fifoMessage(body), NOW);
    const first = queue.receive({ attemptId: 'try', max: 1 }, NOW);
    expect(queue.receive({ attemptId: 'try', max: 1 }, NOW + MINUTE)).toEqual(first);
    expect(queue.nextDue).toBe(NOW + 11 * MINUTE);
    expect(queue.receive({ attemptId: 'other', max: 1 }, NOW + MINUTE)).toEqual([]);
    queue.remove(first[0]?.receiptHandle ?? '', NOW + MINUTE);
    expect(bodiesOf(queue.receive({ attemptId: 'try', max: 1 }, NOW + MINUTE))).toBe('2');
    expect(queue.receive({ attemptId: 'try', max: 1 }, NOW + 6 * MINUTE + 1)).toEqual([]);
  });

  it.each([
    ['deleted', (queue: Queue, handle: string) => void queue.remove(handle, NOW)],
    ['hidden for another time', (queue: Queue, handle: string) => queue.changeVisibility(handle, 500, NOW)],
    ['visible again', (queue: Queue, handle: string) => queue.changeVisibility(handle, 0, NOW)],
  ])('does not repeat a receive if one of its messages was %s', (_, change) => {
    const queue = createFifoQueue({ VisibilityTimeout: '600' });
    for (const [body, group] of ['1a', '2b', '3c']) queue.send(fifoMessage(body ?? '', group), NOW);
    const [first, second] = queue.receive({ attemptId: 'try', max: 2 }, NOW);
    change(queue, first?.receiptHandle ?? '');
    const bodies = bodiesOf(queue.receive({ attemptId: 'try', max: 1 }, NOW));
    expect(bodies).not.toBe('');
    expect(bodies).not.toContain(second?.body);
  });

  it('repeats a receive as often as the client asks within the 5 minutes, which do not begin again', () => {
    const queue = createFifoQueue({ VisibilityTimeout: '200' });
    queue.send(fifoMessage('a'), NOW);
    const first = queue.receive({ attemptId: 'try' }, NOW);
    for (const minutes of [1, 2, 3, 4]) {
      expect(queue.receive({ attemptId: 'try' }, NOW + minutes * MINUTE)).toEqual(first);
      expect(queue.nextDue).toBe(NOW + minutes * MINUTE + 200 * SECOND);
    }
    expect(queue.receive({ attemptId: 'try' }, NOW + 5 * MINUTE)).toEqual([]);
  });

  it.each(['', 'a'.repeat(129), 'a b', 'é'])('checks the id of an attempt: "%s"', (attemptId) => {
    expect(codeOf(() => createFifoQueue().receive({ attemptId }, NOW))).toBe('InvalidParameterValueException');
  });
});
