import { nameOf } from '../../aws/arn.ts';
import type { BucketSettings, Configuration, QueueSettings, Trigger } from '../../config/configuration.ts';
import { type StageQueue, stageQueues } from '../../config/functions/stage-queues.ts';
import type { KeyPath } from '../../config/keys/keys.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { nameOfRule } from '../../config/triggers/eventbridge.ts';
import type { TriggerOf } from '../desired/triggers/attachment.ts';
import { logGroupName } from '../kinds/function/log-group.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { idOf } from '../resource/resource.ts';

/** What a user can do about a resource that belongs to others, in terms of the keys that the user wrote. */
export interface ResourceKeys {
  /** The path of the key that names the resource. */
  readonly path: string;
  /** Uses another resource. */
  readonly avoid: string;
  /** Says that the resource is not ours. Undefined if it cannot be shared. */
  readonly share?: string | undefined;
  /** Says that the resource is ours, although the configuration says that it exists. */
  readonly create?: string | undefined;
  /** Whether all functions of the stage share the resource, so that it belongs to none of them. */
  readonly isOfStage: boolean;
}

/** A resource, and the keys that are about it. */
interface NamedResource extends ResourceKey {
  readonly key: KeyPath;
  /** Says that the resource exists and is not ours. */
  readonly existing?: KeyPath;
  /** Completes "or ... if they share it", if there is no such key. */
  readonly share?: (userPath: (key: KeyPath) => string) => string;
  /** Completes "belongs to others: ...", if another name is not the solution. */
  readonly avoid?: (path: string) => string;
  readonly isOfStage?: boolean;
  /** The place of the trigger in the list of the function; undefined for a key of the function. */
  readonly trigger?: number | undefined;
}

/**
 * Finds the keys of a resource, as the user wrote them. Undefined if the name of the resource is generated, and no key
 * changes it, or if this function does not name it.
 */
export function keysOf(resource: ResourceKey, configuration: Configuration): ResourceKeys | undefined {
  const named = namedResources(configuration).find((each) => idOf(each) === idOf(resource));
  if (named === undefined) return undefined;
  const { key, existing, share, avoid, isOfStage = false, trigger } = named;
  const userPath = (each: KeyPath) => configuration.inUserTerms(each, trigger);
  const path = userPath(key);
  const isArn = configuration.arns.some((each) => each.key === key && nameOf(each.arn) === resource.name);
  return {
    path,
    avoid: avoid?.(path) ?? `choose another ${path}`,
    share: existing === undefined ? share?.(userPath) : `set ${userPath(existing)}`,
    create: isArn ? `write its name instead of its ARN in ${path}` : existing && `remove ${userPath(existing)}`,
    isOfStage,
  };
}

function namedResources(configuration: Configuration): NamedResource[] {
  return [
    ...ofFunction(configuration),
    ...stageQueues(configuration).map(ofStageQueue),
    ...configuration.triggers.flatMap((each, trigger) => ofTrigger(each).map((named) => ({ ...named, trigger }))),
  ];
}

function ofFunction({ lambda, role, image }: Configuration): NamedResource[] {
  return [
    { kind: 'function', name: lambda.name, key: 'lambda.name' },
    { kind: 'log group', name: logGroupName(lambda.name), key: 'lambda.name' },
    { kind: 'alias', name: `${lambda.name}:${lambda.alias}`, key: 'lambda.alias' },
    { kind: 'repository', name: image.repo, key: 'image.repo' },
    {
      kind: 'role',
      name: role.name,
      key: 'role.name',
      existing: role.arn === undefined ? 'role.existing' : 'role.arn',
    },
  ];
}

function ofStageQueue({ name, key, trigger }: StageQueue): NamedResource {
  const share: NamedResource['share'] = (userPath) => {
    switch (key) {
      case 'trigger.dlq':
        return 'write its ARN instead of its name';
      case 'trigger.on_failure.queue':
        return `set ${userPath('trigger.on_failure.arn')} instead`;
      case 'lambda.on_failure.queue':
        return `set ${userPath('lambda.on_failure.arn')} instead`;
    }
  };
  return { kind: 'queue', name, key, share, isOfStage: true, trigger };
}

/** The resources that the keys of a type of trigger name. */
const ofTriggers: { readonly [Type in TriggerType]: (trigger: TriggerOf<Type>) => NamedResource[] } = {
  's3-sqs': (trigger) => [...ofQueue(trigger), ...ofBucket(trigger)],
  's3-direct': ofBucket,
  eventbridge: (trigger) => [
    { kind: 'rule', name: nameOfRule(trigger), key: 'trigger.rule_name' },
    ...ofDeadLetters(trigger),
  ],
  scheduler: (trigger) => [
    { kind: 'schedule', name: trigger.scheduleName, key: 'trigger.schedule_name' },
    ...ofDeadLetters(trigger),
  ],
  sns: ofTopic,
  'sns-sqs': (trigger) => [...ofQueue(trigger), ...ofTopic(trigger)],
  sqs: ofQueue,
  // The names of its target group and of its rule are generated.
  alb: () => [],
  url: () => [],
  'http-api': ({ routes }) =>
    routes.map((name) => ({
      kind: 'route',
      name,
      key: 'trigger.routes',
      avoid: (path) => `remove it from ${path}`,
    })),
  kinesis: () => [],
  dynamodb: () => [],
  none: () => [],
};

function ofTrigger(trigger: Trigger): NamedResource[] {
  // The function is that of the type of the trigger, which the compiler cannot see.
  const list = ofTriggers[trigger.type] as (trigger: Trigger) => NamedResource[];
  return list(trigger);
}

function ofQueue({ queue: { name, dlq } }: { readonly queue: QueueSettings }): NamedResource[] {
  return [
    { kind: 'queue', name, key: 'trigger.queue.name', existing: 'trigger.queue.existing' },
    { kind: 'queue', name: dlq.name, key: 'trigger.queue.dlq.name', existing: 'trigger.queue.dlq.existing' },
  ];
}

/** A queue that is given by its name belongs to the stage. */
function ofDeadLetters({ dlq }: TriggerOf<'eventbridge' | 'scheduler'>): NamedResource[] {
  return dlq === undefined ? [] : [{ kind: 'queue', name: nameOf(dlq), key: 'trigger.dlq' }];
}

function ofBucket({ bucket: name }: BucketSettings): NamedResource[] {
  const share: NamedResource['share'] = (userPath) => `remove ${userPath('trigger.create_bucket')}`;
  return [{ kind: 'bucket', name, key: 'trigger.bucket', share }];
}

function ofTopic({ topicName: name }: TriggerOf<'sns' | 'sns-sqs'>): NamedResource[] {
  return [{ kind: 'topic', name, key: 'trigger.topic_name', existing: 'trigger.topic_existing' }];
}
