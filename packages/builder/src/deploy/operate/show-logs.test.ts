import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testTarget } from '../../../test/deployment-target.ts';
import { describeNothing, parseDuration } from './log-span.ts';
import { followLogs, readLogs } from './show-logs.ts';

const logs = mockClient(CloudWatchLogsClient);
afterEach(() => logs.reset());

const query = { group: '/aws/lambda/demo', since: 1_000, filter: 'ERROR' };
const record = (id: number, timestamp: number) => ({ eventId: `${id}`, timestamp, message: `message ${id}` });

async function messages(records: AsyncIterable<{ message?: string | undefined }>): Promise<(string | undefined)[]> {
  const all = [];
  for await (const { message } of records) all.push(message);
  return all;
}

describe('the log', () => {
  it('is read to its end, page by page', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [record(1, 1_000)], nextToken: 'more' })
      .resolvesOnce({ events: [record(2, 2_000)] });
    expect(await messages(readLogs(testTarget().aws, query))).toEqual(['message 1', 'message 2']);
    expect(logs.commandCalls(FilterLogEventsCommand)[1]?.args[0].input).toEqual({
      logGroupName: '/aws/lambda/demo',
      startTime: 1_000,
      filterPattern: 'ERROR',
      nextToken: 'more',
    });
  });

  it('is followed without duplicates, including late records', async () => {
    const pages = [
      [record(1, 20_000)],
      [record(1, 20_000), record(2, 21_000)],
      [record(1, 20_000), record(3, 15_000), record(2, 21_000)],
    ];
    logs.on(FilterLogEventsCommand).callsFake(() => ({ events: pages.shift() }));
    const { aws } = testTarget();
    const stopped = new AbortController();
    const pause = async () => {
      if (pages.length === 0) stopped.abort();
    };
    const followed = followLogs({ ...aws, pause }, query, stopped.signal);
    expect(await messages(followed)).toEqual(['message 1', 'message 2', 'message 3']);
  });
});

describe('a log without records', () => {
  it.each([
    ['10m', undefined, 'nothing in the last 10 minutes: --since looks back further'],
    ['1h', undefined, 'nothing in the last hour: --since looks back further'],
    ['2d', 'ERROR', 'nothing that matches the filter in the last 2 days: --since looks back further'],
  ])('says so: %s, %s', (since, filter, text) => {
    expect(describeNothing(since, filter)).toBe(text);
  });
});

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('parses %s as %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '10', 'm', '1w', '-1m'])('rejects %j', (text) => {
    expect(() => parseDuration(text)).toThrow('such as 30s, 10m, 2h or 1d');
  });
});
