import type { AddPermissionRequest, RemovePermissionRequest } from '@aws-sdk/client-sqs';
import type { Queue } from '../../sources/queue/queue.ts';
import { invalidValue, missingParameter, QueueError } from '../../sources/queue/queue-error.ts';
import type { AwsCall } from '../aws-service.ts';
import { queueOfUrl } from './queue-url.ts';
import type { SqsOptions } from './sqs-options.ts';

/** A policy of a queue. The emulator keeps it, but accepts requests from everybody. */
interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
const label = /^[\w-]{1,80}$/;
const MAX_ACTIONS = 7;
/** Those that others can be permitted to do. */
const actions = [
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
];

/** Operations that change the policy of a queue. */
export function permissionOperations({ queues }: SqsOptions) {
  return {
    AddPermission(input: AddPermissionRequest, { now }: AwsCall): void {
      const queue = queueOfUrl(queues, input.QueueUrl);
      const policy = policyOf(queue);
      const statement = statementOf(input, queue);
      if (policy.Statement.some(({ Sid }) => Sid === input.Label)) {
        throw invalidValue('Label', input.Label, 'Already exists.');
      }
      setPolicy(queue, { ...policy, Statement: [...policy.Statement, statement] }, now);
    },

    RemovePermission({ QueueUrl, Label }: RemovePermissionRequest, { now }: AwsCall): void {
      const queue = queueOfUrl(queues, QueueUrl);
      const policy = policyOf(queue);
      const others = policy.Statement.filter(({ Sid }) => Sid !== Label);
      if (others.length === policy.Statement.length) throw invalidValue('Label', Label, "can't find label.");
      setPolicy(queue, others.length === 0 ? undefined : { ...policy, Statement: others }, now);
    },
  };
}

function policyOf({ arn, attributes: { Policy: text } }: Queue): Policy {
  if (text === undefined) return { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
  const policy = JSON.parse(text) as Omit<Policy, 'Statement'> & { readonly Statement?: Statement | Statement[] };
  return { ...policy, Statement: [policy.Statement ?? []].flat() };
}

function setPolicy(queue: Queue, policy: Policy | undefined, now: number): void {
  queue.configure({ Policy: policy === undefined ? '' : JSON.stringify(policy) });
  queue.notes.touch(now);
}

/** @throws {QueueError} a part of it is invalid */
function statementOf({ Label = '', AWSAccountIds = [], Actions = [] }: AddPermissionRequest, { arn }: Queue) {
  if (!label.test(Label)) {
    const reason = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.';
    throw invalidValue('Label', Label, reason);
  }
  if (AWSAccountIds.length === 0) throw missingParameter('AWSAccountIds');
  if (Actions.length === 0) throw missingParameter('Actions');
  if (Actions.length > MAX_ACTIONS) {
    throw new QueueError('OverLimit', `${Actions.length} Actions were found, maximum allowed is ${MAX_ACTIONS}.`);
  }
  const account = AWSAccountIds.find((each) => !/^\d{12}$/.test(each));
  if (account !== undefined) throw invalidValue('PrincipalId', account, 'Unable to verify.');
  const action = Actions.find((each) => !actions.includes(each));
  if (action !== undefined) {
    const reason = 'Only the queue owner is allowed to invoke this action.';
    throw invalidValue('ActionName', `SQS:${action}`, reason);
  }
  return {
    Sid: Label,
    Effect: 'Allow',
    Principal: { AWS: oneOrAll(AWSAccountIds.map((each) => `arn:aws:iam::${each}:root`)) },
    Action: oneOrAll(Actions.map((each) => `SQS:${each}`)),
    Resource: arn,
  };
}

function oneOrAll(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
