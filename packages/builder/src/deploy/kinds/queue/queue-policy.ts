import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import {
  conditionValue,
  parseStatements,
  principalService,
  type ResourcePolicy,
  removeStatement,
  upsertStatement,
} from '../../resource/resource-policy.ts';
import { queueUrl } from './queue.ts';

/** A permission to send to a queue. */
export interface QueuePolicySettings {
  /** The AWS service that sends, such as `s3.amazonaws.com`. */
  readonly service: string;
  /** The ARN of the bucket or topic that the service acts for. */
  readonly source: string;
}

/**
 * A statement in the policy of a queue. The resource's name is `QUEUE/STATEMENT`. The policy may contain statements of
 * others.
 */
export const queuePolicy: Kind<QueuePolicySettings> = {
  summary: ({ source }) => `${source} may send`,

  async read({ aws, identity }, name): Promise<ActualResource<QueuePolicySettings> | undefined> {
    const { queue, id } = partsOf(name);
    const statement = parseStatements(await readPolicy(aws, queue)).find(({ Sid }) => Sid === id);
    if (statement === undefined) return undefined;
    const settings = {
      service: principalService(statement) ?? '',
      source: conditionValue(statement, 'aws:SourceArn') ?? '',
    };
    return { owner: identity, settings, attributes: {} };
  },

  async create(target, name, settings) {
    return put(target, name, settings);
  },

  async update(target, name, settings) {
    return put(target, name, settings);
  },

  async remove({ aws }, name) {
    const { queue, id } = partsOf(name);
    await changePolicy(aws, queue, (policy) => removeStatement(policy, id));
  },
};

async function put(
  { aws }: DeploymentTarget,
  name: string,
  { service, source }: QueuePolicySettings,
): Promise<Record<string, never>> {
  const { queue, id } = partsOf(name);
  const statement = {
    Sid: id,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: arnOf(aws, 'sqs', queue),
    // The ARN of a bucket does not contain its account, and another account can take the name of a deleted bucket.
    Condition: { ArnEquals: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': aws.account } },
  };
  await changePolicy(aws, queue, (policy) => upsertStatement(policy, statement));
  return {};
}

/** Reads the policy of a queue; undefined if there is no queue or no policy. */
export async function readPolicy(aws: Aws, queue: string): Promise<string | undefined> {
  const url = await queueUrl(aws, queue);
  return url === undefined ? undefined : await policyAt(aws, url);
}

async function policyAt(aws: Aws, QueueUrl: string | undefined): Promise<string | undefined> {
  const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] });
  return (await aws.client(SQSClient).send(get)).Attributes?.Policy;
}

/** Reads the current policy before each change, because others change it too. */
async function changePolicy(
  aws: Aws,
  queue: string,
  change: (policy: string | undefined) => ResourcePolicy | undefined,
): Promise<void> {
  const sqs = aws.client(SQSClient);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const policy = change(await policyAt(aws, QueueUrl));
  const Attributes = { Policy: policy === undefined ? '' : JSON.stringify(policy) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

function partsOf(name: string): { queue: string; id: string } {
  const slash = name.indexOf('/');
  return { queue: name.slice(0, slash), id: name.slice(slash + 1) };
}
