import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageRequest,
  PurgeQueueRequest,
  ReceiveMessageRequest,
  ReceiveMessageResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import type { SendInput } from '../../sources/queue/message/sent-message.ts';
import type { SentMessage } from '../../sources/queue/queue-types.ts';
import type { AwsCall } from '../aws-service.ts';
import { attributesOfInput, checkWanted, messageOf } from './message-values.ts';
import { queueOfUrl } from './queue-url.ts';
import type { SqsOptions } from './sqs-options.ts';

/** Operations on one message, and on all of a queue. */
export function messageOperations({ queues, receive, changed }: SqsOptions) {
  return {
    SendMessage(input: SendMessageRequest, call: AwsCall): SendMessageResult {
      const sent = queueOfUrl(queues, input.QueueUrl).send(sendInput(input, call), call.now);
      changed();
      return sendResult(sent, input);
    },

    async ReceiveMessage(input: ReceiveMessageRequest, { signal }: AwsCall): Promise<ReceiveMessageResult> {
      const queue = queueOfUrl(queues, input.QueueUrl);
      checkWanted(input);
      const messages = await receive(
        queue,
        {
          max: input.MaxNumberOfMessages,
          visibilityTimeout: input.VisibilityTimeout,
          attemptId: input.ReceiveRequestAttemptId,
          waitSeconds: input.WaitTimeSeconds,
        },
        signal,
      );
      return messages.length === 0 ? {} : { Messages: messages.map((message) => messageOf(message, input)) };
    },

    DeleteMessage({ QueueUrl, ReceiptHandle = '' }: DeleteMessageRequest, { now }: AwsCall): void {
      queueOfUrl(queues, QueueUrl).remove(ReceiptHandle, now);
      changed();
    },

    ChangeMessageVisibility(input: ChangeMessageVisibilityRequest, { now }: AwsCall): void {
      const { QueueUrl, ReceiptHandle = '', VisibilityTimeout = 0 } = input;
      queueOfUrl(queues, QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout, now);
      changed();
    },

    PurgeQueue({ QueueUrl }: PurgeQueueRequest, { now }: AwsCall): void {
      queueOfUrl(queues, QueueUrl).purge(now);
      changed();
    },
  };
}

type MessageInput = Omit<SendMessageRequest, 'QueueUrl'>;

/**
 * A message of an operation as the queue has it. The trace of its sender goes with it, unless it has another one:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 */
export function sendInput(input: MessageInput, { traceHeader }: Pick<AwsCall, 'traceHeader'>): SendInput {
  const trace = traceHeader && { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } };
  return {
    body: input.MessageBody ?? '',
    delaySeconds: input.DelaySeconds,
    attributes: attributesOfInput(input.MessageAttributes),
    systemAttributes: { ...trace, ...attributesOfInput(input.MessageSystemAttributes) },
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  };
}

/**
 * What an operation returns for a message.
 *
 * @param input what its sender has sent, without the trace that goes with it
 */
export function sendResult(sent: SentMessage, input: MessageInput | undefined) {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.bodyMd5,
    MD5OfMessageAttributes: sent.attributesMd5,
    MD5OfMessageSystemAttributes: input?.MessageSystemAttributes && sent.systemAttributesMd5,
    SequenceNumber: sent.sequenceNumber,
  };
}
