import * as dynamodbStreams from '@aws-sdk/client-dynamodb-streams';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as s3 from '@aws-sdk/client-s3';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { compactModel } from './aws-model.ts';

/** The operations that the local services offer, by the names of the services in signatures. */
const services = {
  sqs: {
    client: sqs,
    settings: {
      title: 'SQS',
      target: 'AmazonSQS',
      namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    },
    operations: [
      'AddPermission',
      'CancelMessageMoveTask',
      'ChangeMessageVisibility',
      'ChangeMessageVisibilityBatch',
      'CreateQueue',
      'DeleteMessage',
      'DeleteMessageBatch',
      'DeleteQueue',
      'GetQueueAttributes',
      'GetQueueUrl',
      'ListDeadLetterSourceQueues',
      'ListMessageMoveTasks',
      'ListQueueTags',
      'ListQueues',
      'PurgeQueue',
      'ReceiveMessage',
      'RemovePermission',
      'SendMessage',
      'SendMessageBatch',
      'SetQueueAttributes',
      'StartMessageMoveTask',
      'TagQueue',
      'UntagQueue',
    ],
  },
  sns: {
    client: sns,
    settings: {
      title: 'SNS',
      target: 'AmazonSimpleNotificationService',
      namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    },
    operations: [
      'CreateTopic',
      'DeleteTopic',
      'GetSubscriptionAttributes',
      'GetTopicAttributes',
      'ListSubscriptions',
      'ListSubscriptionsByTopic',
      'ListTopics',
      'Publish',
      'PublishBatch',
      'SetSubscriptionAttributes',
      'Subscribe',
      'Unsubscribe',
    ],
  },
  s3: {
    client: s3,
    settings: { title: 'S3', target: '', namespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
    operations: [
      'AbortMultipartUpload',
      'CompleteMultipartUpload',
      'CopyObject',
      'CreateBucket',
      'CreateMultipartUpload',
      'DeleteBucket',
      'DeleteObject',
      'DeleteObjectTagging',
      'DeleteObjects',
      'GetBucketLocation',
      'GetBucketNotificationConfiguration',
      'GetBucketVersioning',
      'GetObject',
      'GetObjectAttributes',
      'GetObjectTagging',
      'HeadBucket',
      'HeadObject',
      'ListBuckets',
      'ListMultipartUploads',
      'ListObjects',
      'ListObjectsV2',
      'ListParts',
      'PutBucketNotificationConfiguration',
      'PutObject',
      'PutObjectTagging',
      'UploadPart',
      'UploadPartCopy',
    ],
  },
  events: {
    client: eventbridge,
    settings: {
      title: 'EventBridge',
      target: 'AWSEvents',
      namespace: 'http://events.amazonaws.com/doc/2015-10-07',
    },
    operations: ['DescribeEventBus', 'DescribeRule', 'ListEventBuses', 'ListRules', 'PutEvents', 'TestEventPattern'],
  },
  kinesis: {
    client: kinesis,
    settings: { title: 'Kinesis', target: 'Kinesis_20131202', namespace: '' },
    operations: [
      'CreateStream',
      'DeleteStream',
      'DescribeStream',
      'DescribeStreamSummary',
      'GetRecords',
      'GetShardIterator',
      'ListShards',
      'ListStreams',
      'PutRecord',
      'PutRecords',
      'RegisterStreamConsumer',
      'SubscribeToShard',
      'UpdateMaxRecordSize',
    ],
  },
  dynamodbStreams: {
    client: dynamodbStreams,
    settings: { title: 'DynamoDB Streams', target: 'DynamoDBStreams_20120810', namespace: '' },
    operations: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
  },
} as const;

/** The generated tables of operations: file names below `src/local/aws/model`, and contents. */
export function awsModelFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(services).map(([name, { client, settings, operations }]) => {
      return [`${fileNameOf(name)}.generated.ts`, sourceOf(name, compactModel(client, settings, operations))];
    }),
  );
}

/** `dynamodbStreams` → `dynamodb-streams` */
function fileNameOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** One line for each operation and structure, so that a change can be reviewed. */
function sourceOf(
  name: string,
  { operations, missing, structures, errors, ...settings }: ReturnType<typeof compactModel>,
) {
  const tables = Object.entries({ operations, missing, structures, errors }).map(([table, entries]) => {
    const lines = Object.entries(entries).map(([key, value]) => `    ${key}: ${JSON.stringify(value)},\n`);
    return `  ${table}: {\n${lines.join('')}  },\n`;
  });
  return `// Written by \`pnpm generate\` from the schemas of AWS's client. Do not edit.
import type { CompactModel } from './compact-model.ts';

export const ${name}Model: CompactModel = {
${Object.entries(settings)
  .map(([key, value]) => `  ${key}: ${JSON.stringify(value)},\n`)
  .join('')}${tables.join('')}};
`;
}
