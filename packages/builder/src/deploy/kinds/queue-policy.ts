import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf } from '../../aws/arn.ts';
import type { Aws } from '../../aws/connection.ts';
import {
  conditionOf,
  type PolicyDocument,
  serviceOf,
  statementsOf,
  withoutStatement,
  withStatement,
} from '../policy-document.ts';
import type { Found, Kind, Site } from '../resource.ts';
import { queueUrl } from './queue.ts';

/** Who may send to a queue. */
export interface QueuePolicySettings {
  /** The AWS service that sends, such as `s3.amazonaws.com`. */
  readonly service: string;
  /** The ARN of the bucket or topic that it sends for. */
  readonly source: string;
}

/** A statement of a queue's policy, among those of others; its name is `QUEUE/STATEMENT`. */
export const queuePolicy: Kind<QueuePolicySettings> = {
  summary: ({ source }) => `${source} may send`,

  async read({ aws, project }, name): Promise<Found<QueuePolicySettings> | undefined> {
    const { queue, id } = partsOf(name);
    const statement = statementsOf(await readPolicy(aws, queue)).find(({ Sid }) => Sid === id);
    if (statement === undefined) return undefined;
    const settings = { service: serviceOf(statement) ?? '', source: conditionOf(statement, 'aws:SourceArn') ?? '' };
    return { owner: project, settings, attributes: {} };
  },

  async create(site, name, settings) {
    return await put(site, name, settings);
  },

  async update(site, name, settings) {
    return await put(site, name, settings);
  },

  async remove({ aws }, name) {
    const { queue, id } = partsOf(name);
    await writePolicy(aws, queue, withoutStatement(await readPolicy(aws, queue), id));
  },
};

async function put(
  { aws }: Site,
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
    // A bucket's ARN doesn't tell its account: a deleted bucket's name may come to belong to somebody else.
    Condition: { ArnEquals: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': aws.account } },
  };
  await writePolicy(aws, queue, withStatement(await readPolicy(aws, queue), statement));
  return {};
}

/** The policy of a queue as it stands, read anew for each change, since others write it too. */
export async function readPolicy(aws: Aws, queue: string): Promise<string | undefined> {
  const QueueUrl = await queueUrl(aws, queue);
  if (QueueUrl === undefined) return undefined;
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] });
  return (await aws.client(SQSClient).send(ask)).Attributes?.Policy;
}

async function writePolicy(aws: Aws, queue: string, policy: PolicyDocument | undefined): Promise<void> {
  const Attributes = { Policy: policy === undefined ? '' : JSON.stringify(policy) };
  await aws.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl: await queueUrl(aws, queue), Attributes }));
}

function partsOf(name: string): { queue: string; id: string } {
  const slash = name.indexOf('/');
  return { queue: name.slice(0, slash), id: name.slice(slash + 1) };
}
