import { sampleEvent } from '@alr/builder/events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import {
  BatchError,
  type DynamoDBChange,
  DynamoDBHandler,
  type DynamoDBRecord,
  EVENT_DYNAMODB,
  EVENT_KINESIS,
  KinesisHandler,
  type KinesisStreamRecord,
  type WindowState,
} from '../index.ts';

afterEach(() => vi.unstubAllEnvs());

let seen: unknown[] = [];

class Clicks extends KinesisHandler<unknown> {
  override async onRecord(data: unknown) {
    seen.push(data);
    if (data === 'bad') throw new Error('bad data');
  }
}

class ReportingClicks extends Clicks {
  static override readonly partialBatchResponse = true;
}

class Items extends DynamoDBHandler {
  static override readonly partialBatchResponse = true;

  override onRecord(change: DynamoDBChange, { eventName }: DynamoDBRecord) {
    seen.push([eventName, change]);
    if (change.NewImage?.bad) throw new Error('bad item');
  }
}

const kinesis = (...bodies: string[]) => sampleEvent('kinesis', { bodies }) as { Records: KinesisStreamRecord[] };
const sequenceNumber = (event: { Records: KinesisStreamRecord[] }, position: number) =>
  event.Records[position]?.kinesis.sequenceNumber;

function dispatchTo(handlerClass: typeof Clicks, event: unknown) {
  seen = [];
  return dispatch(event, { handlers: { [EVENT_KINESIS]: handlerClass } });
}

describe('KinesisHandler', () => {
  it('passes on JSON, text and bytes', async () => {
    const event = kinesis('{"a":1}', 'text', '');
    const [record] = event.Records;
    const bytes = { ...record, kinesis: { ...record?.kinesis, data: '//4=' } };
    await dispatchTo(Clicks, { Records: [...event.Records, bytes] });
    expect(seen).toEqual([{ a: 1 }, 'text', '', Buffer.from([0xff, 0xfe])]);
  });

  it('leaves data as bytes if the payload format is bytes', async () => {
    class Bytes extends Clicks {
      static override readonly payloadFormat = 'bytes';
    }
    class OldBytes extends Clicks {
      static override readonly body = 'bytes';
    }
    for (const handlerClass of [Bytes, OldBytes]) {
      await dispatchTo(handlerClass, kinesis('{"a":1}'));
      expect(seen).toEqual([Buffer.from('{"a":1}')]);
    }
  });

  it('fails data that is not in the payload format', async () => {
    class Texts extends Clicks {
      static override readonly payloadFormat = 'text';
    }
    const record = { eventSource: 'aws:kinesis', kinesis: { sequenceNumber: '7', data: '//4=' } };
    await expect(dispatchTo(Texts, { Records: [record] })).rejects.toThrow(/7 \(InvalidPayloadError: .*UTF-8/);
    await expect(dispatchTo(Texts, { Records: [{ ...record, kinesis: {} }] })).rejects.toThrow(/no data/);
  });

  it('validates data by the schema', async () => {
    class Checked extends Clicks {
      static override readonly schema = z.object({ page: z.string() });
    }
    await expect(dispatchTo(Checked, kinesis('{"page":"/"}', '{"page":1}'))).rejects.toThrow(/SchemaError.*page/);
    expect(seen).toEqual([{ page: '/' }]);
  });

  it.each([0, 1, 2])('stops at the first failure and fails the invocation: at position %i', async (position) => {
    const bodies = ['a', 'b', 'c'].map((body, index) => (index === position ? 'bad' : body));
    await expect(dispatchTo(Clicks, kinesis(...bodies))).rejects.toThrow(BatchError);
    expect(seen).toEqual(bodies.slice(0, position + 1));
  });

  it.each([0, 1, 2])('reports the first failure in a partial batch response: at position %i', async (position) => {
    const event = kinesis(...['a', 'b', 'c'].map((body, index) => (index === position ? 'bad' : body)));
    await expect(dispatchTo(ReportingClicks, event)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumber(event, position) }],
    });
  });

  it('fails the invocation if its only record fails, or if a failed record has no sequence number', async () => {
    await expect(dispatchTo(ReportingClicks, kinesis('bad'))).rejects.toThrow(BatchError);
    const event = kinesis('a', 'bad');
    const [good, bad] = event.Records;
    const nameless = { ...bad, kinesis: { ...bad?.kinesis, sequenceNumber: undefined } };
    await expect(dispatchTo(ReportingClicks, { Records: [good, nameless] })).rejects.toThrow('#1 (Error: bad data)');
  });

  it('reports the first record that was not started in time', async () => {
    const controller = new AbortController();
    class Slow extends KinesisHandler {
      static override readonly partialBatchResponse = true;
      override onRecord() {
        controller.abort();
      }
    }
    const event = kinesis('a', 'b', 'c');
    const response = await dispatch(event, { handlers: { [EVENT_KINESIS]: Slow }, shutdown: controller.signal });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(event, 1) }] });
  });

  it('reports failures for the streams that the environment lists', async () => {
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'arn:aws:kinesis:us-east-1:123456789012:stream/my-stream');
    const event = kinesis('a', 'bad', 'b');
    await expect(dispatchTo(Clicks, event)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumber(event, 1) }],
    });
    vi.stubEnv('ALR_PARTIAL_BATCH_RESPONSE', 'arn:aws:kinesis:us-east-1:123456789012:stream/another');
    await expect(dispatchTo(Clicks, event)).rejects.toThrow(BatchError);
  });

  it('converts records from EventBridge Pipes to the form of an event source mapping', async () => {
    const records: KinesisStreamRecord[] = [];
    class Piped extends KinesisHandler {
      override onRecord(_data: unknown, record: KinesisStreamRecord) {
        records.push(record);
      }
    }
    const { Records } = kinesis('a');
    const piped = Records.map(({ kinesis: members, ...record }) => ({ ...record, ...members }));
    await dispatch(piped, { handlers: { [EVENT_KINESIS]: Piped } });
    expect(records).toEqual(Records);
  });
});

describe('DynamoDBHandler', () => {
  const dispatchItems = (event: unknown) => {
    seen = [];
    return dispatch(event, { handlers: { [EVENT_DYNAMODB]: Items } });
  };

  it('passes on keys and images, decoded', async () => {
    const bodies = ['{"id":"1","count":2}'];
    const item = { id: '1', count: 2 };
    const Keys = { id: '1' };
    for (const change of ['INSERT', 'MODIFY', 'REMOVE'])
      await dispatchItems(sampleEvent('dynamodb', { bodies, change }));
    expect(seen).toEqual([['REMOVE', { Keys, OldImage: item }]]);
    await dispatchItems(sampleEvent('dynamodb', { bodies, change: 'MODIFY' }));
    expect(seen).toEqual([['MODIFY', { Keys, NewImage: item, OldImage: item }]]);
  });

  it('reports the first failure', async () => {
    const event = sampleEvent('dynamodb', { bodies: ['{"id":"1"}', '{"id":"2","bad":true}', '{"id":"3"}'] });
    const { Records } = event as { Records: DynamoDBRecord[] };
    await expect(dispatchItems(event)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: Records[1]?.dynamodb?.SequenceNumber }],
    });
    expect(seen).toHaveLength(2);
  });

  it('fails a record without a change', async () => {
    const error = await failureOf(
      { Records: [{ eventSource: 'aws:dynamodb' }] },
      { handlers: { [EVENT_DYNAMODB]: Items } },
    );
    expect(error).toMatchObject({ message: expect.stringContaining('no change of an item') });
  });
});

describe('a tumbling window', () => {
  class Counts extends KinesisHandler<string> {
    override onRecord(data: string) {
      if (data === 'bad') throw new Error('bad data');
      this.state.count = Number(this.state.count ?? 0) + 1;
    }

    override onWindowEnd(state: WindowState) {
      seen.push(state.count);
    }
  }
  class ReportingCounts extends Counts {
    static override readonly partialBatchResponse = true;
  }
  const window = {
    window: { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:01:00Z' },
    shardId: 'shardId-000000000006',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/my-stream',
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  };
  const dispatchWindow = (event: unknown, handlerClass: typeof Counts = Counts) => {
    seen = [];
    return dispatch(event, { handlers: { [EVENT_KINESIS]: handlerClass } });
  };

  it('passes its state from one invocation to the next', async () => {
    await expect(dispatchWindow({ ...kinesis('a', 'b'), ...window })).resolves.toEqual({ state: { count: 2 } });
    const event = { ...kinesis('c'), ...window, state: { count: 2 } };
    await expect(dispatchWindow(event)).resolves.toEqual({ state: { count: 3 } });
    expect(event.state).toEqual({ count: 2 });
    expect(seen).toEqual([]);
  });

  it('ends with a call of onWindowEnd(), even if its last invocation has no records', async () => {
    const event = { Records: [], ...window, isFinalInvokeForWindow: true, state: { count: 3 } };
    await expect(dispatchWindow(event)).resolves.toEqual({ state: { count: 3 } });
    expect(seen).toEqual([3]);
  });

  it('reports a failure together with the state so far', async () => {
    const event = { ...kinesis('a', 'bad', 'b'), ...window, isFinalInvokeForWindow: true };
    await expect(dispatchWindow(event, ReportingCounts)).resolves.toEqual({
      state: { count: 1 },
      batchItemFailures: [{ itemIdentifier: sequenceNumber(event, 1) }],
    });
    expect(seen).toEqual([]);
  });

  it('does not count a record that fails after it has changed the state, since it is retried', async () => {
    class Late extends Counts {
      static override readonly partialBatchResponse = true;
      override onRecord(data: string) {
        this.state.last = { data };
        this.state.count = Number(this.state.count ?? 0) + 1;
        if (data === 'bad') throw new Error('bad data');
      }
    }
    const event = { ...kinesis('a', 'bad', 'b'), ...window, state: { count: 5 } };
    await expect(dispatchWindow(event, Late)).resolves.toEqual({
      state: { count: 6, last: { data: 'a' } },
      batchItemFailures: [{ itemIdentifier: sequenceNumber(event, 1) }],
    });
  });

  it('fails the invocation without a partial batch response', async () => {
    await expect(dispatchWindow({ ...kinesis('a', 'bad'), ...window })).rejects.toThrow(BatchError);
  });

  it('does not need onWindowEnd()', async () => {
    class Sums extends DynamoDBHandler {
      override onRecord() {
        this.state.sum = 1;
      }
    }
    const event = { ...sampleEvent('dynamodb'), ...window, isFinalInvokeForWindow: true };
    await expect(dispatch(event, { handlers: { [EVENT_DYNAMODB]: Sums } })).resolves.toEqual({ state: { sum: 1 } });
  });
});
