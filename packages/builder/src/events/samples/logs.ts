import { gzipSync } from 'node:zlib';
import { eachRecord, type SampleOptions } from './sample-options.ts';
import { ACCOUNT } from './sample-values.ts';
import { kinesisEvent } from './streams.ts';

/** Log events of a subscription (https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html). */
export function logsEvent(options: SampleOptions): object {
  return { awslogs: { data: compressed(options, 'DATA_MESSAGE') } };
}

/** The message by which CloudWatch Logs checks that the destination can be reached. */
export function logsControlEvent(options: SampleOptions): object {
  return { awslogs: { data: compressed(options, 'CONTROL_MESSAGE') } };
}

/** Log events of a subscription whose destination is a Kinesis stream, in one record of the stream. */
export function logsInKinesisEvent(options: SampleOptions): object {
  const event = kinesisEvent({ ...options, bodies: undefined, keys: undefined, records: 1 }) as {
    Records: { kinesis: { data: string } }[];
  };
  for (const { kinesis } of event.Records) kinesis.data = compressed(options, 'DATA_MESSAGE');
  return event;
}

function compressed(options: SampleOptions, messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE'): string {
  const { logGroup = '/aws/lambda/my-function', time = new Date() } = options;
  const isControl = messageType === 'CONTROL_MESSAGE';
  const records = isControl
    ? eachRecord({ bodies: ['CWL CONTROL MESSAGE: Checking health of destination'] })
    : eachRecord(options);
  const data = {
    messageType,
    owner: isControl ? 'CloudwatchLogs' : ACCOUNT,
    logGroup: isControl ? '' : logGroup,
    logStream: isControl ? '' : '2026/11/01/[$LATEST]5a0f7a2b6c4d4e8f9a0b1c2d3e4f5a6b',
    subscriptionFilters: isControl ? [] : ['my-filter'],
    logEvents: records.map(({ index, body }) => ({
      id: String(37222047341634456391247812364285963267832145678901234567n + BigInt(index)),
      timestamp: time.getTime(),
      message: body ?? `{"level":"ERROR","message":"order ${index + 1} failed"}`,
    })),
  };
  return gzipSync(JSON.stringify(data)).toString('base64');
}
