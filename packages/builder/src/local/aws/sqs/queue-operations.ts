import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListQueuesRequest,
  ListQueuesResult,
  ListQueueTagsRequest,
  ListQueueTagsResult,
  SetQueueAttributesRequest,
  TagQueueRequest,
  UntagQueueRequest,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../../sources/queue/queue.ts';
import { checkNumber, invalidParameter } from '../../sources/queue/queue-error.ts';
import { checkTags } from '../../sources/queue/queue-notes.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsCall } from '../aws-service.ts';
import { existingQueue, queueOfUrl, queueUrl } from './queue-url.ts';
import type { SqsOptions } from './sqs-options.ts';

const MAX_LISTED = 1000;

/** Operations on queues. */
export function queueOperations({ queues, changed }: SqsOptions) {
  return {
    CreateQueue(input: CreateQueueRequest, call: AwsCall): CreateQueueResult {
      const { QueueName = '', Attributes = {}, tags = {} } = input;
      // Before there is a queue.
      checkTags(QueueName, tags);
      const queue = queues.create(QueueName, Attributes, call.now);
      queue.notes.addTags(tags);
      queue.notes.times(call.now);
      changed();
      return { QueueUrl: queueUrl(queue, call) };
    },

    GetQueueUrl({ QueueName = '' }: GetQueueUrlRequest, call: AwsCall): GetQueueUrlResult {
      return { QueueUrl: queueUrl(existingQueue(queues, QueueName), call) };
    },

    ListQueues(input: ListQueuesRequest, call: AwsCall): ListQueuesResult {
      const { page, NextToken } = pageOf(
        queues.all.filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? '')),
        input,
      );
      return { ...(page.length > 0 && { QueueUrls: page.map((queue) => queueUrl(queue, call)) }), NextToken };
    },

    DeleteQueue({ QueueUrl }: DeleteQueueRequest, { now }: AwsCall): void {
      queues.delete(queueOfUrl(queues, QueueUrl).name, now);
      changed();
    },

    GetQueueAttributes(input: GetQueueAttributesRequest, { now }: AwsCall): GetQueueAttributesResult {
      const { AttributeNames = [] } = input;
      const queue = queueOfUrl(queues, input.QueueUrl);
      const { visible, hidden, delayed } = queue.counts(now);
      const { created, modified } = queue.notes.times(now);
      const attributes = {
        ...queue.attributes,
        QueueArn: queue.arn,
        CreatedTimestamp: inSeconds(created),
        LastModifiedTimestamp: inSeconds(modified),
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
        ApproximateNumberOfMessagesDelayed: String(delayed),
      };
      const wanted = new Set<string>(AttributeNames);
      const unknown = AttributeNames.find((name) => !attributeName.test(name));
      if (unknown !== undefined) throw new AwsApiError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      const found = Object.entries(attributes).filter(([name]) => wanted.has('All') || wanted.has(name));
      return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) };
    },

    SetQueueAttributes({ QueueUrl, Attributes = {} }: SetQueueAttributesRequest, { now }: AwsCall): void {
      const queue = queueOfUrl(queues, QueueUrl);
      queue.configure(Attributes);
      queue.notes.touch(now);
      changed();
    },

    ListDeadLetterSourceQueues(
      input: ListDeadLetterSourceQueuesRequest,
      call: AwsCall,
    ): ListDeadLetterSourceQueuesResult {
      const queue = queueOfUrl(queues, input.QueueUrl);
      const { page, NextToken } = pageOf(queues.sourcesOf(queue), input);
      return { queueUrls: page.map((queue) => queueUrl(queue, call)), NextToken };
    },

    TagQueue({ QueueUrl, Tags = {} }: TagQueueRequest): void {
      queueOfUrl(queues, QueueUrl).notes.addTags(Tags);
    },

    UntagQueue({ QueueUrl, TagKeys = [] }: UntagQueueRequest): void {
      queueOfUrl(queues, QueueUrl).notes.removeTags(TagKeys);
    },

    ListQueueTags({ QueueUrl }: ListQueueTagsRequest): ListQueueTagsResult {
      const { tags } = queueOfUrl(queues, QueueUrl).notes;
      return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
    },
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const attributeName =
  /^(All|Policy|VisibilityTimeout|MaximumMessageSize|MessageRetentionPeriod|ApproximateNumberOfMessages(NotVisible|Delayed)?|CreatedTimestamp|LastModifiedTimestamp|QueueArn|DelaySeconds|ReceiveMessageWaitTimeSeconds|RedrivePolicy|FifoQueue|ContentBasedDeduplication|KmsMasterKeyId|KmsDataKeyReusePeriodSeconds|DeduplicationScope|FifoThroughputLimit|RedriveAllowPolicy|SqsManagedSseEnabled)$/;

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * A page of a list. There are pages only if the client asks for them.
 *
 * @throws {QueueError} the size of a page is impossible, or the token is not one
 */
function pageOf(all: readonly Queue[], { MaxResults = MAX_LISTED, NextToken }: PageInput) {
  checkNumber('MaxResults', MaxResults, 1, MAX_LISTED, '');
  const start = NextToken === undefined ? 0 : all.findIndex(({ name }) => name === decode(NextToken)) + 1;
  if (NextToken !== undefined && start === 0) {
    throw invalidParameter('Invalid or expired next token.');
  }
  const page = all.slice(start, start + MaxResults);
  const last = page.at(-1);
  const isLast = last === undefined || start + page.length === all.length;
  return { page, NextToken: isLast ? undefined : Buffer.from(last.name).toString('base64url') };
}

function inSeconds(time: number): string {
  return String(Math.floor(time / 1000));
}

function decode(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
