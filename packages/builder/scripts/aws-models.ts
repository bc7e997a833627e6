import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as s3 from '@aws-sdk/client-s3';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { compactModel } from './aws-model.ts';

/** The operations that the local services offer, by the names of the services in signatures. */
const services = {
  sqs: {
    client: sqs,
    settings: {
      target: 'AmazonSQS',
      namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    },
    operations: [
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
    settings: { target: '', namespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
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
      target: 'AWSEvents',
      namespace: 'http://events.amazonaws.com/doc/2015-10-07',
    },
    operations: ['DescribeEventBus', 'DescribeRule', 'ListEventBuses', 'ListRules', 'PutEvents', 'TestEventPattern'],
  },
} as const;

/** The generated tables of operations: file names below `src/local/aws/model`, and contents. */
export function awsModelFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(services).map(([name, { client, settings, operations }]) => {
      return [`${name}.generated.ts`, sourceOf(name, compactModel(client, settings, operations))];
    }),
  );
}

/** One line for each operation and structure, so that a change can be reviewed. */
function sourceOf(name: string, { operations, structures, errors, ...settings }: ReturnType<typeof compactModel>) {
  const tables = Object.entries({ operations, structures, errors }).map(([table, entries]) => {
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
