import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, parseArn } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { inTurn } from '../../../aws/in-turn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { type Owner, ownerOf } from '../../resource/identity.ts';
import { formerPurposeOf } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import {
  conditionValue,
  isSameStatement,
  type PolicyStatement,
  parseStatements,
  principalService,
  type ResourcePolicy,
  removeStatement,
  upsertStatement,
} from '../../resource/resource-policy.ts';
import { readFunctionOwner } from '../function/function-tags.ts';
import { policyAt, putPolicy, readQueueTags } from './queue.ts';
import { removeQueueMark, writeQueueMark } from './queue-mark.ts';
import { likelyQueueUrl } from './queue-url.ts';

/** A permission to send to a queue. */
export interface QueuePolicySettings {
  /** The AWS service that sends, such as `s3.amazonaws.com`. */
  readonly service: string;
  /** The ARN of the bucket or topic that the service acts for. */
  readonly source: string;
  /** The statement as others have edited it; null if they have not. */
  readonly edited: object | null;
}

/**
 * A statement in the policy of a queue. The resource's name is `QUEUE/STATEMENT`. The policy may contain statements of
 * others.
 */
export const queuePolicy: Kind<QueuePolicySettings> = {
  summary: ({ source }) => `${source} may send`,

  async read(target, name): Promise<ActualResource<QueuePolicySettings> | undefined> {
    const { aws, identity } = target;
    const { queue, id } = partsOf(name);
    const statement = parseStatements(await readPolicy(aws, queue)).find(({ Sid }) => Sid === id);
    if (statement === undefined) return undefined;
    const [service, source] = [principalService(statement) ?? '', conditionValue(statement, 'aws:SourceArn') ?? ''];
    const isEdited = !isSameStatement(statement, statementFor(aws, name, service, source));
    const settings = { service, source, edited: isEdited ? statement : null };
    const isFormer = formerPurposeOf(id, identity.project) !== undefined;
    const owner = isFormer ? await ownerOfFormer(target, queue) : identity;
    return { owner, settings, attributes: {} };
  },

  async create(target, name, settings) {
    const { queue, id } = partsOf(name);
    await writeQueueMark(target, queue, id);
    return put(target, name, settings);
  },

  async update(target, name, settings) {
    return put(target, name, settings);
  },

  async remove(target, name) {
    const { queue, id } = partsOf(name);
    await changePolicy(target.aws, queue, (policy) => removeStatement(policy, id));
    await removeQueueMark(target, queue, id);
  },
};

/** The owner of a statement of version 1.0 is that of the queue or, in a queue of others, that of the function. */
async function ownerOfFormer(target: DeploymentTarget, queue: string): Promise<Owner | undefined> {
  return ownerOf(await readQueueTags(target.aws, queue)) ?? (await readFunctionOwner(target));
}

async function put(
  { aws }: DeploymentTarget,
  name: string,
  { service, source }: QueuePolicySettings,
): Promise<Record<string, never>> {
  const statement = statementFor(aws, name, service, source);
  await changePolicy(aws, partsOf(name).queue, (policy) => upsertStatement(policy, statement));
  return {};
}

function statementFor(aws: Aws, name: string, service: string, source: string): PolicyStatement {
  const { queue, id } = partsOf(name);
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: arnOf(aws, 'sqs', queue),
    Condition: {
      ArnEquals: { 'aws:SourceArn': source },
      // The ARN of a bucket does not contain its account, and another account can take the name of a deleted bucket. SNS
      // does not send the account.
      ...(parseArn(source)?.account === '' ? { StringEquals: { 'aws:SourceAccount': aws.account } } : {}),
    },
  };
}

/** Reads the policy of a queue; undefined if there is no queue or no policy. */
export async function readPolicy(aws: Aws, queue: string): Promise<string | undefined> {
  const url = await likelyQueueUrl(aws, queue);
  return url === undefined ? undefined : undefinedIfNotFound(policyAt(aws, url));
}

/**
 * Reads the current policy before each change, because others change it too.
 *
 * @param change returns undefined to remove the policy
 */
async function changePolicy(
  aws: Aws,
  queue: string,
  change: (policy: string | undefined) => ResourcePolicy | undefined,
): Promise<void> {
  const { QueueUrl } = await aws.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: queue }));
  const replace = async () => {
    const policy = change(await policyAt(aws, QueueUrl));
    await putPolicy(aws, QueueUrl, policy === undefined ? '' : JSON.stringify(policy));
  };
  await inTurn(aws, queue, () => changeShared(aws, replace));
}

function partsOf(name: string): { queue: string; id: string } {
  const slash = name.indexOf('/');
  return { queue: name.slice(0, slash), id: name.slice(slash + 1) };
}
