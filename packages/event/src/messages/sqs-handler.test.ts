import { sampleEvent } from '@alr/builder/events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import { BatchError, EVENT_SQS, SQSHandler, type SQSRecord } from '../index.ts';

afterEach(() => vi.unstubAllEnvs());

/** Records the bodies, and fails on those that begin with `bad`. */
class Orders extends SQSHandler<unknown> {
  static seen: unknown[] = [];

  override async onMessage(body: unknown) {
    Orders.seen.push(body);
    if (String(body).startsWith('bad')) throw new Error(`failed on ${body}`);
  }
}

class ReportingOrders extends Orders {
  static override readonly partialBatchResponse = true;
}

const sqs = (bodies: string[], queue?: string, groups?: string[]) => sampleEvent('sqs', { bodies, queue, groups });
const idsOf = (event: object) => (event as { Records: SQSRecord[] }).Records.map(({ messageId }) => messageId);

async function seenBy(handlerClass: typeof Orders, event: object) {
  Orders.seen = [];
  await dispatch(event, { handlers: { [EVENT_SQS]: handlerClass } }).catch(() => undefined);
  return Orders.seen;
}

describe('the body of a message', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['[1,2]', [1, 2]],
    ['{broken', '{broken'],
    ['[not json', '[not json'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e5', '1e5'],
    ['true', 'true'],
    ['null', 'null'],
    ['"quoted"', '"quoted"'],
    ['', ''],
    [' {"a":1}', { a: 1 }],
    ['{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1}}')],
  ])('is passed on: %j as %j', async (body, payload) => {
    expect(await seenBy(Orders, sqs([body]))).toEqual([payload]);
  });

  it('is any JSON value if the payload format is json', async () => {
    class Numbers extends Orders {
      static override readonly payloadFormat = 'json';
    }
    expect(await seenBy(Numbers, sqs(['1e5', 'true', '{"a":1}']))).toEqual([1e5, true, { a: 1 }]);
  });

  it('fails if the payload format is json and it is not, with an error that does not quote it', async () => {
    class Numbers extends Orders {
      static override readonly payloadFormat = 'json';
    }
    const error = await failureOf(sqs(['secret text']), { handlers: { [EVENT_SQS]: Numbers } });
    expect(error).toMatchObject({ message: expect.stringContaining('InvalidPayloadError') });
    expect(String(error)).not.toContain('secret');
  });

  it('stays text if the payload format is text', async () => {
    class Texts extends Orders {
      static override readonly payloadFormat = 'text';
    }
    expect(await seenBy(Texts, sqs(['{"a":1}']))).toEqual(['{"a":1}']);
  });

  it('is read as the deprecated static body says, unless there is a payloadFormat', async () => {
    class Texts extends Orders {
      static override readonly body = 'text';
    }
    class Numbers extends Orders {
      static override readonly body = 'json';
    }
    class Both extends Orders {
      static override readonly body = 'text';
      static override readonly payloadFormat = 'json';
    }
    expect(await seenBy(Texts, sqs(['{"a":1}']))).toEqual(['{"a":1}']);
    expect(await seenBy(Numbers, sqs(['1e5']))).toEqual([1e5]);
    expect(await seenBy(Both, sqs(['1e5']))).toEqual([1e5]);
  });

  it('fails if the payload format is unknown', async () => {
    class Unknown extends Orders {
      static override readonly payloadFormat = 'xml' as 'json';
    }
    const error = await failureOf(sqs(['a']), { handlers: { [EVENT_SQS]: Unknown } });
    expect(error).toMatchObject({ message: expect.stringContaining('static payloadFormat is "xml"') });
  });

  it('fails if there is none', async () => {
    const event = { Records: [{ eventSource: 'aws:sqs', messageId: 'm' }] };
    const error = await failureOf(event, { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toMatchObject({ message: expect.stringContaining('the message has no body') });
  });
});

describe('the schema of a body', () => {
  const schema = z.object({ id: z.string(), amount: z.coerce.number() });
  class Checked extends Orders {
    static override readonly schema = schema;
  }

  it('validates the decoded body, and its output is passed on', async () => {
    expect(await seenBy(Checked, sqs(['{"id":"1","amount":"12"}']))).toEqual([{ id: '1', amount: 12 }]);
  });

  it('may be asynchronous', async () => {
    class CheckedLater extends Orders {
      static override readonly schema = z.string().refine(async (text) => text !== 'no');
    }
    expect(await seenBy(CheckedLater, sqs(['yes', 'no']))).toEqual(['yes']);
  });

  it('reports problems and their paths, but not the value', async () => {
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: () => ({ issues: [{ message: 'no', path: [{ key: 'a' }, 0], input: 'secret' }, { message: 'bad' }] }),
      },
    };
    class Strict extends Orders {
      static override readonly schema = schema;
    }
    const error = await failureOf(sqs(['a']), { handlers: { [EVENT_SQS]: Strict } });
    expect(error).toMatchObject({ message: expect.stringContaining('a.0: no; bad') });
    expect((error as BatchError).cause).toHaveProperty('issues', [
      { message: 'no', path: ['a', 0] },
      { message: 'bad', path: [] },
    ]);
  });

  it('turns a body that does not match into a failed record, with the issues in the log', async () => {
    class Reporting extends Checked {
      static override readonly partialBatchResponse = true;
    }
    const logged: Logged[] = [];
    const event = sqs(['{"id":1,"amount":2}', '{"id":"2","amount":2}']);
    const response = await dispatch(event, { handlers: { [EVENT_SQS]: Reporting }, logged });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: idsOf(event)[0] }] });
    expect(logged).toMatchObject([
      { level: 'error', parts: [expect.stringContaining(idsOf(event)[0] ?? ''), { name: 'SchemaError' }] },
    ]);
    expect(String(logged[0]?.parts[1])).toMatch(/does not match the schema: id: /);
  });
});

describe('a message that fails', () => {
  it.each([0, 1, 2])('fails the invocation after the others were tried: at position %i', async (position) => {
    const bodies = ['a', 'b', 'c'].map((body, index) => (index === position ? 'bad' : body));
    const event = sqs(bodies);
    expect(await seenBy(Orders, event)).toEqual(bodies);
    const error = await failureOf(event, { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toBeInstanceOf(BatchError);
    expect(error).toMatchObject({
      message: `1 of 3 records failed: ${idsOf(event)[position]} (Error: failed on bad)`,
      errors: [new Error('failed on bad')],
      cause: new Error('failed on bad'),
      failures: [{ id: idsOf(event)[position], index: position }],
    });
  });

  it('is logged with its id', async () => {
    const logged: Logged[] = [];
    const event = sqs(['bad', 'a']);
    await failureOf(event, { handlers: { [EVENT_SQS]: Orders }, logged });
    expect(logged).toEqual([
      { level: 'error', parts: [`record ${idsOf(event)[0]} of aws:sqs failed:`, new Error('failed on bad')] },
    ]);
  });

  it('may throw anything', async () => {
    class Hostile extends SQSHandler {
      override onMessage() {
        throw Object.defineProperty(new Error(), 'message', {
          get() {
            throw new Error('no message for you');
          },
        });
      }
    }
    const error = await failureOf(sqs(['a']), { handlers: { [EVENT_SQS]: Hostile } });
    expect(error).toMatchObject({ message: expect.stringContaining('an error that cannot be described') });
  });

  it('is one of at most ten that the error message names, and of all that the error holds', async () => {
    const bodies = Array.from({ length: 12 }, () => 'bad');
    const error = await failureOf(sqs(bodies), { handlers: { [EVENT_SQS]: Orders } });
    expect(error).toMatchObject({ message: expect.stringMatching(/^12 of 12 records failed: .* and 2 more$/) });
    expect((error as BatchError).failures).toHaveLength(12);
  });
});

describe('a partial batch response', () => {
  const reported = (event: object, ...positions: number[]) => ({
    batchItemFailures: positions.map((position) => ({ itemIdentifier: idsOf(event)[position] })),
  });
  const responseTo = (event: object, handlerClass: typeof Orders = ReportingOrders) =>
    dispatch(event, { handlers: { [EVENT_SQS]: handlerClass } });

  it.each([[[0]], [[1]], [[2]], [[0, 2]], [[]]])('reports the messages that failed: those at %j', async (positions) => {
    const event = sqs(['a', 'b', 'c'].map((body, index) => (positions.includes(index) ? 'bad' : body)));
    await expect(responseTo(event)).resolves.toEqual(reported(event, ...positions));
  });

  it('is not sent if every message failed: the invocation fails', async () => {
    await expect(responseTo(sqs(['bad', 'bad']))).rejects.toThrow(BatchError);
  });

  it('is not sent if a failed message has no id to report: the invocation fails', async () => {
    const [good, bad] = (sqs(['a', 'bad']) as { Records: SQSRecord[] }).Records;
    for (const messageId of [undefined, '', null]) {
      await expect(responseTo({ Records: [good, { ...bad, messageId }] })).rejects.toThrow('1 of 2 records failed: #1');
    }
  });

  it('names a message only once', async () => {
    const [good, bad] = (sqs(['a', 'bad']) as { Records: SQSRecord[] }).Records;
    await expect(responseTo({ Records: [bad, good, bad] })).resolves.toEqual(reported({ Records: [bad] }, 0));
  });

  it('is enabled by the environment', async () => {
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'true');
    const event = sqs(['a', 'bad']);
    await expect(responseTo(event, Orders)).resolves.toEqual(reported(event, 1));
  });

  it('is enabled for the queues that the environment lists', async () => {
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'arn:aws:sqs:us-east-1:123456789012:orders, arn:other');
    const event = sqs(['a', 'bad'], 'orders');
    await expect(responseTo(event, Orders)).resolves.toEqual(reported(event, 1));
    await expect(responseTo(sqs(['a', 'bad'], 'news'), Orders)).rejects.toThrow(BatchError);
  });

  it.each(['', ' ', 'false', '0', 'yes'])('stays disabled if the environment has %j', async (value) => {
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', value);
    await expect(responseTo(sqs(['a', 'bad']), Orders)).rejects.toThrow(BatchError);
  });

  it('is what the class sets, regardless of the environment', async () => {
    class NeverReporting extends Orders {
      static override readonly partialBatchResponse = false;
    }
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'true');
    await expect(responseTo(sqs(['a', 'bad']), NeverReporting)).rejects.toThrow(BatchError);
  });

  it('works for an array of messages from EventBridge Pipes', async () => {
    const event = sqs(['a', 'bad']);
    await expect(responseTo((event as { Records: SQSRecord[] }).Records)).resolves.toEqual(reported(event, 1));
  });
});

describe('a FIFO queue', () => {
  it('fails the rest of a group untried after a failure', async () => {
    const event = sqs(['bad 1', 'a', '2', 'b', '3'], 'orders.fifo', ['x', 'y', 'x', 'y', 'x']);
    expect(await seenBy(ReportingOrders, event)).toEqual(['bad 1', 'a', 'b']);
    const logged: Logged[] = [];
    const response = await dispatch(event, { handlers: { [EVENT_SQS]: ReportingOrders }, logged });
    const ids = idsOf(event);
    expect(response).toEqual({ batchItemFailures: [0, 2, 4].map((position) => ({ itemIdentifier: ids[position] })) });
    expect(logged.map(({ level }) => level)).toEqual(['error', 'warn']);
  });

  it('is identified by its ARN alone, since a standard queue may have groups too', async () => {
    const event = sqs(['bad', 'a'], 'orders', ['x', 'x']);
    for (const record of (event as { Records: SQSRecord[] }).Records) record.attributes.MessageGroupId = 'x';
    expect(await seenBy(Orders, event)).toEqual(['bad', 'a']);
  });

  it('is handled one message at a time, regardless of the concurrency', async () => {
    class Concurrent extends SQSHandler {
      static override readonly concurrency = 10;
      running = 0;
      override async onMessage() {
        this.running += 1;
        await new Promise(setImmediate);
        most = Math.max(most, this.running);
        this.running -= 1;
      }
    }
    let most = 0;
    await dispatch(sqs(['a', 'b', 'c'], 'orders.fifo'), { handlers: { [EVENT_SQS]: Concurrent } });
    expect(most).toBe(1);
  });
});

describe('concurrency', () => {
  const handlerWith = (concurrency: number) => {
    let running = 0;
    const counts: number[] = [];
    class Concurrent extends SQSHandler {
      static override readonly concurrency = concurrency;
      override async onMessage() {
        running += 1;
        counts.push(running);
        await new Promise(setImmediate);
        running -= 1;
      }
    }
    return { Concurrent, counts };
  };

  it.each([
    [1, 1],
    [2, 2],
    [Infinity, 5],
  ])('of %d handles at most %d of five messages at a time', async (concurrency, most) => {
    const { Concurrent, counts } = handlerWith(concurrency);
    await dispatch(sqs(['a', 'b', 'c', 'd', 'e']), { handlers: { [EVENT_SQS]: Concurrent } });
    expect(counts).toHaveLength(5);
    expect(Math.max(...counts)).toBe(most);
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be %d', async (concurrency) => {
    const { Concurrent } = handlerWith(concurrency);
    const error = await failureOf(sqs(['a']), { handlers: { [EVENT_SQS]: Concurrent } });
    expect(error).toMatchObject({ name: 'RangeError', message: expect.stringContaining(String(concurrency)) });
  });
});

describe('near the deadline', () => {
  it('starts no more messages, and reports the rest as failed', async () => {
    const controller = new AbortController();
    class Slow extends SQSHandler {
      static override readonly partialBatchResponse = true;
      override onMessage() {
        controller.abort(new Error('out of time'));
      }
    }
    const logged: Logged[] = [];
    const event = sqs(['a', 'b', 'c']);
    const response = await dispatch(event, { handlers: { [EVENT_SQS]: Slow }, shutdown: controller.signal, logged });
    expect(response).toEqual({
      batchItemFailures: idsOf(event)
        .slice(1)
        .map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(logged).toEqual([{ level: 'warn', parts: ['2 of 3 records were not started'] }]);
  });

  it('fails the invocation without a partial batch response', async () => {
    const handlers = { [EVENT_SQS]: Orders };
    const error = await failureOf(sqs(['a', 'b']), { handlers, shutdown: AbortSignal.abort() });
    expect(error).toMatchObject({ errors: [{ name: 'RecordNotStartedError' }, { name: 'RecordNotStartedError' }] });
  });

  it('spends little of the time left: all unstarted messages share one error', async () => {
    const bodies = Array.from({ length: 1000 }, () => 'a');
    const error = await failureOf(sqs(bodies), { handlers: { [EVENT_SQS]: Orders }, shutdown: AbortSignal.abort() });
    expect(new Set((error as BatchError).errors).size).toBe(1);
  });

  it('notices the deadline even if no message ever waits for I/O', async () => {
    const controller = new AbortController();
    let count = 0;
    class Busy extends SQSHandler {
      override onMessage() {
        count += 1;
        const end = performance.now() + 60;
        while (performance.now() < end);
      }
    }
    setImmediate(() => controller.abort());
    const handlers = { [EVENT_SQS]: Busy };
    await failureOf(sqs(Array.from({ length: 50 }, () => 'a')), { handlers, shutdown: controller.signal });
    expect(count).toBeLessThan(50);
  });
});
