import { ListTagsForResourceCommand, SNSClient } from '@aws-sdk/client-sns';
import { nameOf, parseArn } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { mayBeOurs, type Owner, ownerOf } from '../../resource/identity.ts';
import { formerPurposeOf } from '../../resource/ids.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import { conditionValue, type PolicyStatement, parseStatements } from '../../resource/resource-policy.ts';
import { tagsOf } from '../../resource/tags.ts';
import { readFunctionOwner } from '../function/function-tags.ts';
import { readStatements } from '../function/permission.ts';
import { readQueueTags } from '../queue/queue.ts';
import { readPolicy } from '../queue/queue-policy.ts';

/**
 * The owner of a subscription without a mark. Version 1.0 set no marks. It created the subscription if both the topic
 * and the endpoint are ours, and the endpoint has the statement that version 1.0 added for the topic. Any other
 * subscription was there before, or others have created it.
 */
export async function readFormerOwner(
  target: DeploymentTarget,
  { topic, endpoint }: { readonly topic: string; readonly endpoint: string },
): Promise<Owner | undefined> {
  const statements = await readStatementsOf(target, endpoint);
  const isFormer = ({ Sid }: PolicyStatement) => formerPurposeOf(Sid, target.identity.project) === 'sns';
  const isForTopic = (statement: PolicyStatement) => conditionValue(statement, 'aws:SourceArn') === topic;
  if (!statements.some((statement) => isFormer(statement) && isForTopic(statement))) return undefined;
  const list = new ListTagsForResourceCommand({ ResourceArn: topic });
  const topicTags = await undefinedIfNotFound(target.aws.client(SNSClient).send(list));
  if (!mayBeOurs({ owner: ownerOf(tagsOf(topicTags?.Tags)) }, target)) return undefined;
  return isQueue(endpoint)
    ? ownerOf(await readQueueTags(target.aws, nameOf(endpoint)))
    : readFunctionOwner(target, endpoint);
}

async function readStatementsOf(target: DeploymentTarget, endpoint: string): Promise<readonly PolicyStatement[]> {
  if (isQueue(endpoint)) return parseStatements(await readPolicy(target.aws, nameOf(endpoint)));
  const [functionName = '', alias] = endpoint.split(':').slice(6);
  return readStatements({ ...target, functionName }, alias);
}

function isQueue(endpoint: string): boolean {
  return parseArn(endpoint)?.service === 'sqs';
}
