import { nameOf, parseArn } from '../../aws/arn.ts';
import type { Configuration, Project, Trigger } from '../../config/configuration.ts';
import { parametersOf } from '../../config/functions/parameter-references.ts';
import { roleName } from '../../config/functions/role-name.ts';
import { stageQueueNames } from '../../config/functions/stage-queues.ts';
import { busOf, nameOfRule } from '../../config/triggers/eventbridge.ts';
import {
  formerTargetGroupName,
  SCHEDULE_GROUP_PREFIX,
  scheduleGroupName,
  schedulerRoleName,
  targetGroupName,
} from '../../deploy/resource/ids.ts';

/** A kind of resource that permissions are granted on. */
export type ResourceKind =
  | 'all resources'
  | 'caller'
  | 'repository'
  | 'role'
  | 'function'
  | 'functions'
  | 'event source mappings'
  | 'log group'
  | 'queues'
  | 'queues for failed events'
  | 'key'
  | 'parameters'
  | 'bucket'
  | 'topic'
  | 'rule'
  | 'event bus'
  | 'schedules'
  | 'schedules of all functions'
  | 'role of the schedule'
  | 'listener'
  | 'listener rules'
  | 'target group'
  | 'http apis'
  | 'domains of http apis';

/** The parts of ARNs that do not depend on the configuration. Each is `*` if it is unknown. */
export interface PolicyScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The ARN of the user or role that makes the calls. */
  readonly caller: string;
}

/** The ARNs of the project's resources of one kind, without duplicates; may contain wildcards. */
export function resourceArns(
  kind: ResourceKind,
  { functions }: Pick<Project, 'functions'>,
  scope: PolicyScope,
): string[] {
  const arns = functions.flatMap((configuration) => {
    const isOfTrigger = triggerKinds.has(kind);
    return isOfTrigger
      ? configuration.triggers.flatMap((trigger) => arnsOfTrigger(kind, trigger, configuration, scope))
      : arnsOfFunction(kind, configuration, scope);
  });
  return [...new Set(arns)];
}

/** The kinds whose resources belong to triggers. */
const triggerKinds: ReadonlySet<ResourceKind> = new Set([
  'queues',
  'bucket',
  'topic',
  'rule',
  'event bus',
  'schedules',
  'role of the schedule',
  'listener',
  'listener rules',
  'target group',
  'http apis',
  'domains of http apis',
]);

function arnsOfFunction(kind: ResourceKind, configuration: Configuration, scope: PolicyScope): string[] {
  const { lambda, image, role } = configuration;
  const arn = (service: string, resource: string) =>
    `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${resource}`;
  switch (kind) {
    case 'all resources':
      return ['*'];
    case 'caller':
      return [scope.caller];
    case 'repository':
      return [arn('ecr', `repository/${image.repo}`)];
    case 'role':
      if (role.arn !== undefined) return [role.arn];
      return [`arn:${scope.partition}:iam::${scope.account}:role${role.path}${roleName(configuration, scope.region)}`];
    case 'function': {
      const name = arn('lambda', `function:${lambda.name}`);
      return [name, `${name}:*`];
    }
    case 'functions':
      return [arn('lambda', 'function:*')];
    case 'event source mappings':
      return [arn('lambda', 'event-source-mapping:*')];
    case 'queues for failed events':
      return stageQueueNames(configuration).map((queue) => arn('sqs', queue));
    case 'schedules of all functions':
      return [arn('scheduler', `schedule/${SCHEDULE_GROUP_PREFIX}*/*`)];
    case 'key':
      return lambda.kmsKey === undefined ? [] : [lambda.kmsKey];
    case 'parameters':
      return [...parametersOf(configuration).values()].map((name) =>
        arn('ssm', `parameter/${name.replace(/^\//, '').replace(/:.*/, '')}`),
      );
    case 'log group': {
      const group = arn('logs', `log-group:/aws/lambda/${lambda.name}`);
      return [group, `${group}:*`];
    }
    default:
      return [];
  }
}

function arnsOfTrigger(
  kind: ResourceKind,
  trigger: Trigger,
  { project, stage, function: name, was, role: { path } }: Configuration,
  scope: PolicyScope,
): string[] {
  const arn = (service: string, resource: string) =>
    `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${resource}`;
  const gateway = (path: string) => `arn:${scope.partition}:apigateway:${scope.region}::${path}`;
  switch (kind) {
    case 'queues':
      if ('dlq' in trigger) {
        const { dlq = '' } = trigger;
        // One that is given by its name is a queue for failed events.
        return parseArn(dlq) === undefined ? [] : [arn('sqs', nameOf(dlq))];
      }
      return 'queue' in trigger ? [arn('sqs', trigger.queue.name), arn('sqs', trigger.queue.dlq.name)] : [];
    case 'bucket':
      return 'bucket' in trigger ? [`arn:${scope.partition}:s3:::${trigger.bucket}`] : [];
    case 'topic': {
      if (!('topicName' in trigger)) return [];
      const topic = arn('sns', trigger.topicName);
      // The ARN of a subscription starts with that of its topic.
      return [topic, `${topic}:*`];
    }
    case 'rule':
      return 'ruleName' in trigger ? [arn('events', `rule/${nameOfRule(trigger)}`)] : [];
    case 'event bus': {
      const bus = 'ruleName' in trigger ? busOf(trigger) : undefined;
      return bus === undefined ? [] : [arn('events', `event-bus/${bus}`)];
    }
    case 'schedules': {
      if (trigger.type !== 'scheduler') return [];
      const group = scheduleGroupName({ project, stage, function: name, was });
      return [arn('scheduler', `schedule-group/${group}`), arn('scheduler', `schedule/${group}/*`)];
    }
    case 'role of the schedule': {
      if (trigger.type !== 'scheduler') return [];
      const role = schedulerRoleName({ project, stage, function: name, was }, scope.region);
      return [`arn:${scope.partition}:iam::${scope.account}:role${path}${role}`];
    }
    case 'listener':
      return 'listenerArn' in trigger ? [trigger.listenerArn] : [];
    case 'listener rules': {
      if (!('listenerArn' in trigger)) return [];
      const [, path = ''] = trigger.listenerArn.split(':listener/');
      return [arn('elasticloadbalancing', `listener-rule/${path}/*`)];
    }
    case 'http apis':
      // AWS generates the id of an API. These ARNs have no account.
      return trigger.type === 'http-api' ? ['/apis', '/apis/*', '/tags/*'].map((path) => gateway(path)) : [];
    case 'domains of http apis':
      return trigger.type === 'http-api' ? ['/domainnames', '/domainnames/*'].map((path) => gateway(path)) : [];
    case 'target group':
      if (trigger.type !== 'alb') return [];
      // A target group that version 1.0 created keeps its name.
      return [
        targetGroupName({ project, stage, function: name, was }, trigger.qualifier),
        formerTargetGroupName(project),
      ].map((group) => arn('elasticloadbalancing', `targetgroup/${group}/*`));
    default:
      return [];
  }
}
