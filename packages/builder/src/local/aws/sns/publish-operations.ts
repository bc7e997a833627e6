import type {
  PublishBatchInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns';
import { invalidParameter, TopicError } from '../../sources/topic/topic-error.ts';
import { MAX_MESSAGE_BYTES, sizeOf, type PublishInput as TopicInput } from '../../sources/topic/topic-message.ts';
import type { Topics } from '../../sources/topic/topics.ts';
import type { AwsCall } from '../aws-service.ts';
import { existingTopic } from './existing-topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MAX_ENTRIES = 10;
const entryId = /^[\w-]{1,80}$/;

export function publishOperations(topics: Topics) {
  return {
    Publish(input: PublishInput, { now }: AwsCall): PublishResponse {
      if (input.PhoneNumber !== undefined) throw invalidParameter('PhoneNumber: the emulator sends no text messages');
      const topic = existingTopic(topics, input.TopicArn ?? input.TargetArn);
      const { messageId, sequenceNumber } = topic.publish(messageOf(input), now);
      return { MessageId: messageId, SequenceNumber: sequenceNumber };
    },

    PublishBatch(input: PublishBatchInput, { now }: AwsCall): PublishBatchResponse {
      const topic = existingTopic(topics, input.TopicArn);
      const { PublishBatchRequestEntries: entries = [] } = input;
      checkEntries(entries);
      const Successful: PublishBatchResponse['Successful'] = [];
      const Failed: PublishBatchResponse['Failed'] = [];
      for (const entry of entries) {
        try {
          const { messageId, sequenceNumber } = topic.publish(messageOf(entry), now);
          Successful.push({ Id: entry.Id, MessageId: messageId, SequenceNumber: sequenceNumber });
        } catch (error) {
          if (!(error instanceof TopicError)) throw error;
          Failed.push({
            Id: entry.Id,
            SenderFault: true,
            Code: error.code.replace(/Exception$/, ''),
            Message: error.message,
          });
        }
      }
      return { Successful, Failed };
    },
  };
}

function messageOf(input: PublishInput | PublishBatchRequestEntry): TopicInput {
  return {
    message: input.Message ?? '',
    subject: input.Subject,
    attributes: input.MessageAttributes as TopicInput['attributes'],
    structure: input.MessageStructure,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  };
}

/** @throws {TopicError} the batch as a whole is invalid */
function checkEntries(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0) {
    throw new TopicError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAX_ENTRIES) {
    throw new TopicError(
      'TooManyEntriesInBatchRequestException',
      'The batch request contains more entries than permissible.',
    );
  }
  const ids = entries.map(({ Id = '' }) => Id);
  const invalid = ids.find((id) => !entryId.test(id));
  if (invalid !== undefined) {
    throw new TopicError(
      'InvalidBatchEntryIdException',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new TopicError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(messageOf(entry)), 0) > MAX_MESSAGE_BYTES) {
    throw new TopicError(
      'BatchRequestTooLongException',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
}
