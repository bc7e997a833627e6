import { UsageError } from '../../terminal/expected-error.ts';
import { aggregatedData } from './aggregated-data.ts';
import { eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { ACCOUNT, arn, REGION, uuid } from './sample-values.ts';

/** Records from a Kinesis stream (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html). */
export function kinesisEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map((record) => kinesisRecord(record)) };
}

/** One record from a Kinesis stream, in which the Kinesis Producer Library has aggregated a user record for each body. */
export function aggregatedKinesisEvent(options: SampleOptions): object {
  const users = eachRecord(options).map(({ index, body }) => ({
    partitionKey: String(index + 1),
    data: body ?? clickOf(index),
  }));
  const [record] = eachRecord({ ...options, records: 1 });
  if (record === undefined || users.length === 0) return { Records: [] };
  return { Records: [kinesisRecord(record, aggregatedData(users))] };
}

/** Changes to a DynamoDB table (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html). */
export function dynamodbEvent(options: SampleOptions): object {
  return { Records: eachRecord(options).map(dynamodbRecord) };
}

function kinesisRecord(
  { index, body = clickOf(index), stream = arn('kinesis', 'stream/my-stream'), time = new Date() }: RecordOptions,
  data: Buffer = Buffer.from(body),
): object {
  const sequenceNumber = String(49590338271490256608559692538361571095921575989136588898n + BigInt(index));
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber,
      data: data.toString('base64'),
      approximateArrivalTimestamp: time.getTime() / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/lambda-role`,
    awsRegion: REGION,
    eventSourceARN: stream,
  };
}

function clickOf(index: number): string {
  return JSON.stringify({ page: `/products/${index + 1}` });
}

function dynamodbRecord({ index, body, change = 'INSERT', stream, time = new Date() }: RecordOptions): object {
  const image = imageOf(body ?? JSON.stringify({ id: `item-${index + 1}`, count: index + 1 }));
  const [key] = Object.entries(image);
  return {
    eventID: uuid('change', index).replaceAll('-', ''),
    eventName: change,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time.getTime() / 1000),
      Keys: key === undefined ? {} : Object.fromEntries([key]),
      ...(change !== 'REMOVE' && { NewImage: image }),
      ...(change !== 'INSERT' && { OldImage: image }),
      SequenceNumber: String(4421584500000000017450439091n + BigInt(index)),
      SizeBytes: 26,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: stream ?? arn('dynamodb', 'table/my-table/stream/2026-11-01T00:00:00.000'),
  };
}

/** Parses an item. Its first attribute serves as its key. */
function imageOf(body: string): Record<string, object> {
  const item = parse(body);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new UsageError(`the body of a dynamodb event must be a JSON object, such as {"id":"1"}; it is ${body}`);
  }
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A JSON value in the notation of DynamoDB. */
function attributeValue(value: unknown): object {
  if (value === null) return { NULL: true };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value !== 'object') return { S: String(value) };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  return { M: imageOf(JSON.stringify(value)) };
}
