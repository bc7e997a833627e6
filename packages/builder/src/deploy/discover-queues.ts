import { arnOf, nameOf } from '../aws/arn.ts';
import type { ResourceKey } from './kinds/kinds.ts';
import { readPolicy } from './kinds/queue-policy.ts';
import { purposeOf } from './ownership.ts';
import { conditionOf, type Statement, statementsOf } from './policy-document.ts';
import type { Site } from './resource.ts';

/** What leads to and from these queues: the mapping to the function, our statements, and the senders that they let in. */
export async function queueSide(site: Site, queues: readonly string[]): Promise<ResourceKey[]> {
  const sides = await Promise.all(
    queues.map(async (queue): Promise<ResourceKey[]> => {
      const arn = arnOf(site.aws, 'sqs', queue);
      const statements = statementsOf(await readPolicy(site.aws, queue));
      const senders = statements.flatMap((statement) => sentBy(statement, site.project, queue, arn));
      return [{ kind: 'mapping', name: arn }, ...senders];
    }),
  );
  return sides.flat();
}

function sentBy(statement: Statement, project: string, queue: string, arn: string): ResourceKey[] {
  const purpose = purposeOf(statement.Sid, project);
  const source = conditionOf(statement, 'aws:SourceArn') ?? '';
  const policy: ResourceKey = { kind: 'queue policy', name: `${queue}/${statement.Sid}` };
  if (purpose === 's3') return [policy, { kind: 'notification', name: nameOf(source) }];
  if (purpose === 'sns') return [policy, { kind: 'subscription', name: `${source} ${arn}` }];
  return [];
}
