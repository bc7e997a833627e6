import { randomUUID } from 'node:crypto';
import type { ShardDiscard } from './shard-types.ts';

/** The last invocation with records that are given up. */
export interface LastDelivery {
  readonly requestId: string;
  /** Whether it failed. Otherwise it reported records. */
  readonly hasFailed: boolean;
}

/** The stream of records that are given up, and the function that did not process them. */
export interface FailureContext {
  readonly kind: 'kinesis' | 'dynamodb';
  readonly streamArn: string;
  readonly functionArn: string;
}

/**
 * The record that Lambda sends to an on-failure destination. It says where the records are in the stream, not what they
 * contain:
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 *
 * @param last undefined if the function never got the records
 */
export function streamFailureRecord(
  { kind, streamArn, functionArn }: FailureContext,
  { shardId, records, condition, deliveries }: ShardDiscard,
  last: LastDelivery | undefined,
  now: number,
): object {
  const [first, end] = [records[0], records.at(-1)];
  return {
    requestContext: {
      requestId: last?.requestId ?? randomUUID(),
      functionArn,
      condition,
      approximateInvokeCount: deliveries,
    },
    ...(last !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(last.hasFailed && { functionError: 'Unhandled' }),
      },
    }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    [kind === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: {
      shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: end?.sequenceNumber,
      approximateArrivalOfFirstRecord: timeOf(first?.arrivedAt),
      approximateArrivalOfLastRecord: timeOf(end?.arrivedAt),
      batchSize: records.length,
      streamArn,
    },
  };
}

function timeOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
