import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testTarget } from '../../../test/deployment-target.ts';
import { moveMessages } from './move-messages.ts';

// Moto has no tasks that move messages.
const sqs = mockClient(SQSClient);
afterEach(() => sqs.reset());

function move(progress: (moved: number) => void = () => {}) {
  return moveMessages(testTarget().aws, { queue: 'jobs-dlq', to: 'jobs' }, 3, progress);
}

describe('moving messages', () => {
  it('is a task of SQS, whose progress is shown', async () => {
    sqs.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: 'task' });
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce({ Results: [{ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1 }] })
      .resolves({ Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }] });
    const shown: number[] = [];
    expect(await move((moved) => shown.push(moved))).toBe(3);
    expect(shown).toEqual([1, 3]);
    expect(sqs.commandCalls(StartMessageMoveTaskCommand)[0]?.args[0].input).toEqual({
      SourceArn: 'arn:aws:sqs:eu-central-1:123456789012:jobs-dlq',
      DestinationArn: 'arn:aws:sqs:eu-central-1:123456789012:jobs',
    });
  });

  it('follows a task that is running already', async () => {
    const message = 'There is already a task running. Only one active task is allowed for a source queue arn';
    sqs.on(StartMessageMoveTaskCommand).rejects(serviceError('UnsupportedOperation', message));
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolves({ Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 }] });
    expect(await move()).toBe(2);
    expect(commandNames(sqs)).toEqual(['StartMessageMoveTask', 'ListMessageMoveTasks']);
  });

  it('fails with the reason of SQS', async () => {
    sqs.on(StartMessageMoveTaskCommand).resolves({});
    sqs.on(ListMessageMoveTasksCommand).resolves({
      Results: [{ Status: 'FAILED', FailureReason: 'AccessDenied', ApproximateNumberOfMessagesMoved: 1 }],
    });
    await expect(move()).rejects.toThrow('SQS stopped moving the messages (FAILED: AccessDenied), after 1 of them');
    sqs.on(StartMessageMoveTaskCommand).rejects(serviceError('AccessDenied'));
    await expect(move()).rejects.toThrow('AccessDenied');
  });

  it('sends each message, and deletes it only after that, if SQS does not move them', async () => {
    sqs.on(StartMessageMoveTaskCommand).rejects(serviceError('UnsupportedOperation', 'must be a Dead Letter Queue'));
    sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: `https://sqs/${QueueName}` }));
    const message = { Body: 'one', MessageId: 'id', ReceiptHandle: 'receipt', Attributes: { MessageGroupId: 'group' } };
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [message] })
      .resolves({});
    sqs.on(SendMessageCommand).resolves({});
    expect(await move()).toBe(1);
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://sqs/jobs',
      MessageBody: 'one',
      MessageGroupId: 'group',
      MessageDeduplicationId: 'id',
    });
    expect(commandNames(sqs).filter((name) => /Send|Delete/.test(name))).toEqual(['SendMessage', 'DeleteMessage']);
    expect(sqs.commandCalls(DeleteMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://sqs/jobs-dlq',
      ReceiptHandle: 'receipt',
    });
  });
});
