import { UsageError } from '../../terminal/expected-error.ts';
import { aggregatedData } from './aggregated-data.ts';
import { attributesOf, firstAttributeOf, type Item } from './attribute-values.ts';
import { eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { ACCOUNT, arn, uuid } from './sample-values.ts';
import { type AttributeMap, dynamodbRecord, kinesisRecord } from './stream-records.ts';

/** Records from a Kinesis stream (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html). */
export function kinesisEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map((record) => sampleKinesisRecord(record)) };
}

/** One record from a Kinesis stream, in which the Kinesis Producer Library has aggregated a user record for each body. */
export function aggregatedKinesisEvent(options: SampleOptions): object {
  const users = eachRecord(options).map(({ index, body }) => ({
    partitionKey: String(index + 1),
    data: body ?? clickOf(index),
  }));
  const [record] = eachRecord({ ...options, records: 1 });
  if (record === undefined || users.length === 0) return { Records: [] };
  return { Records: [sampleKinesisRecord(record, aggregatedData(users))] };
}

/** Changes to a DynamoDB table (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html). */
export function dynamodbEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map(sampleChange) };
}

function sampleKinesisRecord(
  { index, body = clickOf(index), stream = arn('kinesis', 'stream/my-stream'), time = new Date() }: RecordOptions,
  data: Buffer = Buffer.from(body),
): object {
  return kinesisRecord({
    shardId: 'shardId-000000000006',
    sequenceNumber: String(49590338271490256608559692538361571095921575989136588898n + BigInt(index)),
    partitionKey: '1',
    data,
    arrivedAt: time.getTime(),
    streamArn: stream,
    account: ACCOUNT,
  });
}

function clickOf(index: number): string {
  return JSON.stringify({ page: `/products/${index + 1}` });
}

function sampleChange({ index, body, change = 'INSERT', stream, time = new Date() }: RecordOptions): object {
  const image = imageOf(body ?? JSON.stringify({ id: `item-${index + 1}`, count: index + 1 }));
  return dynamodbRecord({
    eventId: uuid('change', index).replaceAll('-', ''),
    eventName: change,
    sequenceNumber: String(4421584500000000017450439091n + BigInt(index)),
    keys: firstAttributeOf(image),
    newImage: change === 'REMOVE' ? undefined : image,
    oldImage: change === 'INSERT' ? undefined : image,
    sizeBytes: 26,
    createdAt: time.getTime(),
    streamArn: stream ?? arn('dynamodb', 'table/my-table/stream/2026-11-01T00:00:00.000'),
  });
}

/** Parses an item. */
function imageOf(body: string): AttributeMap {
  const item = parse(body);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new UsageError(`the body of a dynamodb event must be a JSON object, such as {"id":"1"}; it is ${body}`);
  }
  // JSON has no other values.
  return attributesOf(item as Item);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
