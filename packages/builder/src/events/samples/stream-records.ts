/** A record of Kinesis that Lambda has read. */
export interface DeliveredKinesisRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly streamArn: string;
  readonly account: string;
}

/** The record of a stream in the event that a function gets: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisRecord(delivered: DeliveredKinesisRecord) {
  const { shardId, sequenceNumber, partitionKey, data, arrivedAt, streamArn, account } = delivered;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: arrivedAt / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${account}:role/lambda-role`,
    awsRegion: streamArn.split(':')[3] ?? '',
    eventSourceARN: streamArn,
  };
}

/** What has happened to an item of a table. */
export type ChangeName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** An item in the notation of DynamoDB: `{ id: { S: '1' } }`. */
export type AttributeMap = Readonly<Record<string, object>>;

/** A change of an item of a table that Lambda has read. */
export interface DeliveredChange {
  readonly eventId: string;
  /** A {@link ChangeName}; a sample can have any. */
  readonly eventName: string;
  readonly sequenceNumber: string;
  readonly keys: AttributeMap;
  readonly newImage?: AttributeMap | undefined;
  readonly oldImage?: AttributeMap | undefined;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly streamArn: string;
}

/** The record of a change in the event that a function gets: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function dynamodbRecord(change: DeliveredChange) {
  const { eventId, eventName, sequenceNumber, keys, newImage, oldImage, sizeBytes, createdAt, streamArn } = change;
  return {
    eventID: eventId,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: streamArn.split(':')[3] ?? '',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(createdAt / 1000),
      Keys: keys,
      ...(newImage !== undefined && { NewImage: newImage }),
      ...(oldImage !== undefined && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: sizeBytes,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: streamArn,
  };
}
