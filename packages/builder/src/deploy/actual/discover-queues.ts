import { arnOf, nameOf } from '../../aws/arn.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { queue } from '../kinds/queue/queue.ts';
import { isOurs } from '../resource/identity.ts';
import { formerPurposeOf, purposeOf } from '../resource/ids.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { conditionValue, type PolicyStatement, parseStatements } from '../resource/resource-policy.ts';
import { emptyIfForbidden } from './empty-if-forbidden.ts';

/**
 * The resources connected to these queues: our statements in their policies, and the senders that they allow. For those
 * of the queues that are ours, also the dead-letter queues and the mappings to the function.
 */
export async function discoverQueues(target: DeploymentTarget, queues: readonly string[]): Promise<ResourceKey[]> {
  const lists = await Promise.all(queues.map((name) => emptyIfForbidden(discoverQueue(target, name))));
  return lists.flat();
}

async function discoverQueue(target: DeploymentTarget, name: string): Promise<ResourceKey[]> {
  const arn = arnOf(target.aws, 'sqs', name);
  // The index of all tags is enough, because what the queue leads to is read.
  const tags = target.aws.indexedTags?.get(arn);
  const actual = await queue.read(target, name, tags && { tags });
  if (actual === undefined) return [];
  const { redrive } = actual.settings;
  const statements = parseStatements(actual.attributes.policy);
  const connected: ResourceKey[] = [
    { kind: 'mapping', name: arn },
    ...(redrive ? [{ kind: 'queue', name: nameOf(redrive.queue) } as const] : []),
  ];
  return [
    ...(isOurs(actual, target) ? connected : []),
    ...statements.flatMap((statement) => sendersAllowedBy(statement, target, name, arn)),
  ];
}

/** One of our statements and the senders that it allows; none if the statement is not ours. */
function sendersAllowedBy(
  statement: PolicyStatement,
  target: DeploymentTarget,
  name: string,
  arn: string,
): ResourceKey[] {
  const { identity } = target;
  const purpose = purposeOf(statement.Sid, identity) ?? formerPurposeOf(statement.Sid, identity.project);
  const source = conditionValue(statement, 'aws:SourceArn');
  const policy: ResourceKey = { kind: 'queue policy', name: `${name}/${statement.Sid}` };
  if (purpose !== 's3' && purpose !== 'sns' && purpose !== 'events') return [];
  // Others have edited the statement.
  if (source === undefined) return [policy];
  // The rule sends what it could not hand over; the function's policy leads to it.
  if (purpose === 'events') return [policy];
  if (purpose === 's3') return [policy, { kind: 'notification', name: nameOf(source) }];
  return [policy, { kind: 'topic', name: nameOf(source) }, { kind: 'subscription', name: `${source} ${arn}` }];
}
