import { gzipSync } from 'node:zlib';
import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf, type Logged } from '../../test/dispatching.ts';
import {
  type BatchRecord,
  decodeLogs,
  EVENT_KINESIS,
  EVENT_LOGS,
  type FailRecord,
  KinesisHandler,
  type LogRecord,
  LogsHandler,
} from '../index.ts';

type Parameters = globalThis.Parameters<LogsHandler['onLogEvent']>;

function collecting(handled: Parameters[]) {
  return class Collector extends LogsHandler {
    override onLogEvent(...parameters: Parameters) {
      handled.push(parameters);
      if (parameters[0].message === 'bad') throw new Error('bad');
    }
  };
}

const compressed = (value: unknown) => ({
  awslogs: { data: gzipSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64') },
});

describe('log events', () => {
  it('are decompressed, with the group that they come from', async () => {
    const handled: Parameters[] = [];
    const event = sampleEvent('logs', { bodies: ['a', 'grüße'], logGroup: '/my/group' });
    await expect(dispatch(event, { handlers: { [EVENT_LOGS]: collecting(handled) } })).resolves.toBeUndefined();
    const group = {
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: '/my/group',
      logStream: expect.any(String),
      subscriptionFilters: ['my-filter'],
    };
    expect(handled).toEqual([
      [{ id: expect.any(String), timestamp: expect.any(Number), message: 'a' }, group],
      [{ id: expect.any(String), timestamp: expect.any(Number), message: 'grüße' }, group],
    ]);
  });

  it('are all tried, and all retried if one fails', async () => {
    const handled: Parameters[] = [];
    const event = sampleEvent('logs', { bodies: ['a', 'bad', 'c'] });
    await expect(failureOf(event, { handlers: { [EVENT_LOGS]: collecting(handled) } })).resolves.toMatchObject({
      name: 'BatchError',
      failures: [{ index: 1, id: handled[1]?.[0].id ?? expect.any(String) }],
    });
    expect(handled).toHaveLength(3);
  });

  it('may be handled at once', async () => {
    const seen: unknown[] = [];
    class Bulk extends LogsHandler {
      override onBatch(records: readonly BatchRecord<string, LogRecord>[], fail: FailRecord) {
        seen.push(...records.map(({ payload, group }) => [payload, group.logGroup]));
        for (const record of records) if (record.payload === 'bad') fail(record, new Error('bad'));
      }
    }
    const handlers = { [EVENT_LOGS]: Bulk };
    const event = sampleEvent('logs', { bodies: ['a', 'bad'], logGroup: 'g' });
    await expect(failureOf(event, { handlers })).resolves.toMatchObject({ failures: [{ index: 1 }] });
    expect(seen).toEqual([
      ['a', 'g'],
      ['bad', 'g'],
    ]);
  });

  it('are none in a control message, which is logged and skipped', async () => {
    const logged: Logged[] = [];
    const handled: Parameters[] = [];
    const handlers = { [EVENT_LOGS]: collecting(handled) };
    await expect(dispatch(sampleEvent('logs-control'), { handlers, logged })).resolves.toBeUndefined();
    expect(handled).toEqual([]);
    expect(logged).toMatchObject([{ level: 'info', parts: [expect.stringContaining('control message')] }]);
  });

  it.each([
    ['no compressed data', { awslogs: { data: 'e30=' } }],
    ['damaged data', { awslogs: { data: 'H4sIAAAA' } }],
    ['text', compressed('hello')],
    ['JSON of another kind', compressed({ hello: 'world' })],
    ['an unknown type of message', compressed({ messageType: 'NEW', logEvents: [] })],
    ['no log events', compressed({ messageType: 'DATA_MESSAGE' })],
  ])('fail if they cannot be read: %s', async (_name, event) => {
    await expect(failureOf(event, { handlers: { [EVENT_LOGS]: collecting([]) } })).resolves.toMatchObject({
      name: 'InvalidPayloadError',
    });
  });

  it('are unhandled without a method', async () => {
    class Empty extends LogsHandler {}
    await expect(failureOf(sampleEvent('logs'), { handlers: { [EVENT_LOGS]: Empty } })).resolves.toMatchObject({
      message: expect.stringContaining('LogsHandler.onLogEvent()'),
    });
  });
});

describe('log events inside records of a Kinesis stream', () => {
  it('reach the class for log events if the stream has none', async () => {
    const handled: Parameters[] = [];
    const event = sampleEvent('logs-in-kinesis', { bodies: ['a', 'b'], logGroup: 'g' });
    await dispatch(event, { handlers: { [EVENT_LOGS]: collecting(handled) } });
    expect(handled.map(([{ message }, { logGroup }]) => [message, logGroup])).toEqual([
      ['a', 'g'],
      ['b', 'g'],
    ]);
  });

  it('fail the record that contains them', async () => {
    const event = sampleEvent('logs-in-kinesis', { bodies: ['bad', 'b'] });
    const { sequenceNumber } = (event as { Records: [{ kinesis: { sequenceNumber: string } }] }).Records[0].kinesis;
    await expect(failureOf(event, { handlers: { [EVENT_LOGS]: collecting([]) } })).resolves.toMatchObject({
      failures: [{ id: sequenceNumber, error: { name: 'BatchError' } }],
    });
  });

  it('are bytes for a class of the stream, which can decode them', async () => {
    const messages: string[] = [];
    class Clicks extends KinesisHandler {
      override onRecord(data: unknown, { kinesis }: { kinesis: { data: string } }) {
        expect(data).toBeInstanceOf(Uint8Array);
        messages.push(...decodeLogs(kinesis.data).map(({ message }) => message));
      }
    }
    const handlers = { [EVENT_KINESIS]: Clicks, [EVENT_LOGS]: collecting([]) };
    await dispatch(sampleEvent('logs-in-kinesis', { bodies: ['a'] }), { handlers });
    expect(messages).toEqual(['a']);
  });

  it('are none in a control message, which is logged and skipped', async () => {
    const logged: Logged[] = [];
    const { awslogs } = sampleEvent('logs-control') as { awslogs: { data: string } };
    const event = { Records: [{ eventSource: EVENT_KINESIS, kinesis: { ...awslogs, sequenceNumber: '1' } }] };
    await dispatch(event, { handlers: { [EVENT_LOGS]: collecting([]) }, logged });
    expect(logged).toMatchObject([{ level: 'info', parts: [expect.stringContaining('control message')] }]);
  });

  it('are not found in other data, which stays unhandled', async () => {
    const event = sampleEvent('kinesis', { bodies: ['a'] });
    await expect(failureOf(event, { handlers: { [EVENT_LOGS]: collecting([]) } })).resolves.toMatchObject({
      name: 'UnhandledEventError',
    });
  });
});
