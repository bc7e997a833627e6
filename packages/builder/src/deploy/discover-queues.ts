import { arnOf, nameOf } from '../aws/arn.ts';
import type { ResourceKey } from './kinds/kinds.ts';
import { readPolicy } from './kinds/queue-policy.ts';
import { purposeOf } from './ownership.ts';
import { conditionOf, statementsOf } from './policy-document.ts';
import type { Site } from './resource.ts';

/** Our statements in the policies of these queues, and the buckets and topics that they let in. */
export async function queueSide(site: Site, queues: readonly string[]): Promise<ResourceKey[]> {
  const sides = await Promise.all(
    queues.map(async (queue) =>
      statementsOf(await readPolicy(site.aws, queue)).flatMap((statement): ResourceKey[] => {
        const purpose = purposeOf(statement.Sid, site.project);
        const source = conditionOf(statement, 'aws:SourceArn') ?? '';
        const policy: ResourceKey = { kind: 'queue policy', name: `${queue}/${statement.Sid}` };
        if (purpose === 's3') return [policy, { kind: 'notification', name: nameOf(source) }];
        if (purpose === 'sns') {
          return [policy, { kind: 'subscription', name: `${source} ${arnOf(site.aws, 'sqs', queue)}` }];
        }
        return [];
      }),
    ),
  );
  return sides.flat();
}
