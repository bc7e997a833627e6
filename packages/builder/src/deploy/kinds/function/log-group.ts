import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroupClass,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { arnOf } from '../../../aws/arn.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { confirmedTags } from '../../resource/confirmed-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';

/** The settings of the function's log group. */
export interface LogGroupSettings {
  /** Days; null: indefinitely. */
  readonly retention: number | null;
  /** STANDARD, INFREQUENT_ACCESS or DELIVERY. AWS sets it only when the group is created. */
  readonly class?: string | undefined;
  readonly tags: Tags;
}

/** A CloudWatch log group. */
export const logGroup: Kind<LogGroupSettings> = {
  retain: true,

  async read(target, name, desired): Promise<ActualResource<LogGroupSettings> | undefined> {
    const client = target.aws.client(CloudWatchLogsClient);
    for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name })) {
      const group = page.logGroups?.find(({ logGroupName }) => logGroupName === name);
      if (group === undefined) continue;
      const tags = confirmedTags(target.aws, arn(target, name), desired) ?? (await readTags(target, name));
      const settings = {
        retention: group.retentionInDays ?? null,
        class: group.logGroupClass ?? 'STANDARD',
        tags,
      };
      return { owner: ownerOf(tags), settings, attributes: {}, holds: 'its logs' };
    }
    return undefined;
  },

  async create(target, name, settings) {
    const { tags } = settings;
    // The configuration has been validated.
    const logGroupClass = settings.class as LogGroupClass | undefined;
    const create = new CreateLogGroupCommand({ logGroupName: name, tags, ...(logGroupClass && { logGroupClass }) });
    await target.aws.client(CloudWatchLogsClient).send(create);
    await putRetention(target, name, settings);
    return {};
  },

  async update(target, name, settings, { actual, changed }) {
    if (changed.has('retention')) await putRetention(target, name, settings);
    if (changed.has('tags')) {
      const logs = target.aws.client(CloudWatchLogsClient);
      const resourceArn = arn(target, name);
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (tags) => logs.send(new TagResourceCommand({ resourceArn, tags })),
        untag: (tagKeys) => logs.send(new UntagResourceCommand({ resourceArn, tagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, name) {
    await aws.client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName: name }));
  },
};

/** The name of the log group that Lambda uses for a function by default. */
export function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** The function that logs to a log group, judging by the group's name; undefined if the name has another form. */
export function functionOfLogGroup(name: string): string | undefined {
  const prefix = logGroupName('');
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

async function readTags(target: DeploymentTarget, name: string): Promise<Tags> {
  const list = new ListTagsForResourceCommand({ resourceArn: arn(target, name) });
  return (await target.aws.client(CloudWatchLogsClient).send(list)).tags ?? {};
}

function arn({ aws }: DeploymentTarget, name: string): string {
  return arnOf(aws, 'logs', `log-group:${name}`);
}

async function putRetention({ aws }: DeploymentTarget, name: string, { retention }: LogGroupSettings): Promise<void> {
  if (retention === null) return;
  const put = new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: retention });
  await aws.client(CloudWatchLogsClient).send(put);
}
