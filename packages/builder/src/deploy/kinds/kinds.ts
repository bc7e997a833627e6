import type { NotificationSettings } from '../resource/notifications.ts';
import type { ActualResource, Kind, WithReferences } from '../resource/resource.ts';
import { bucket, type S3BucketSettings } from './events/bucket.ts';
import { notification } from './events/notification.ts';
import { type RuleSettings, rule } from './events/rule.ts';
import { type RuleTargetSettings, ruleTarget } from './events/rule-target.ts';
import { type SubscriptionSettings, subscription } from './events/subscription.ts';
import { type TopicSettings, topic } from './events/topic.ts';
import { type AliasSettings, alias } from './function/alias.ts';
import {
  type AsynchronousConfigurationSettings,
  asynchronousConfiguration,
} from './function/asynchronous-configuration.ts';
import { lambdaFunction } from './function/function.ts';
import type { LambdaFunctionSettings } from './function/function-settings.ts';
import { type FunctionUrlSettings, functionUrl } from './function/function-url.ts';
import { type LogGroupSettings, logGroup } from './function/log-group.ts';
import { type PermissionSettings, permission } from './function/permission.ts';
import { type HttpApiSettings, httpApi } from './http-api/api.ts';
import { type IntegrationSettings, integration } from './http-api/integration.ts';
import { type RouteSettings, route } from './http-api/route.ts';
import { type ApiStageSettings, apiStage } from './http-api/stage.ts';
import { type EcrImageSettings, image } from './image/image.ts';
import { type RepositorySettings, repository } from './image/repository.ts';
import { type ListenerRuleSettings, listenerRule } from './load-balancer/listener-rule.ts';
import { type TargetSettings, target } from './load-balancer/target.ts';
import { type TargetGroupSettings, targetGroup } from './load-balancer/target-group.ts';
import { type MappingSettings, mapping } from './queue/mapping.ts';
import { queue, type SqsQueueSettings } from './queue/queue.ts';
import { type QueuePolicySettings, queuePolicy } from './queue/queue-policy.ts';
import { type InlinePolicySettings, inlinePolicy } from './role/inline-policy.ts';
import { type ManagedPoliciesSettings, managedPolicies } from './role/managed-policies.ts';
import { type IamRoleSettings, role } from './role/role.ts';
import { type ScheduleSettings, schedule } from './scheduler/schedule.ts';
import { type ScheduleGroupSettings, scheduleGroup } from './scheduler/schedule-group.ts';

/** The settings of each kind of resource. */
export interface KindSettings {
  readonly repository: RepositorySettings;
  readonly image: EcrImageSettings;
  readonly 'http api': HttpApiSettings;
  readonly 'api stage': ApiStageSettings;
  readonly role: IamRoleSettings;
  readonly 'managed policies': ManagedPoliciesSettings;
  readonly 'inline policy': InlinePolicySettings;
  readonly 'log group': LogGroupSettings;
  readonly function: LambdaFunctionSettings;
  readonly alias: AliasSettings;
  readonly 'asynchronous configuration': AsynchronousConfigurationSettings;
  readonly queue: SqsQueueSettings;
  readonly 'queue policy': QueuePolicySettings;
  readonly topic: TopicSettings;
  readonly bucket: S3BucketSettings;
  readonly 'target group': TargetGroupSettings;
  readonly permission: PermissionSettings;
  readonly mapping: MappingSettings;
  readonly notification: NotificationSettings;
  readonly subscription: SubscriptionSettings;
  readonly rule: RuleSettings;
  readonly 'rule target': RuleTargetSettings;
  readonly 'schedule group': ScheduleGroupSettings;
  readonly schedule: ScheduleSettings;
  readonly target: TargetSettings;
  readonly 'listener rule': ListenerRuleSettings;
  readonly 'function url': FunctionUrlSettings;
  readonly integration: IntegrationSettings;
  readonly route: RouteSettings;
}

/** The name of a kind of resource. */
export type KindName = keyof KindSettings;

/** The kinds of resources in the order of creation: a kind depends only on the kinds before it. */
export const kinds: { readonly [Name in KindName]: Kind<KindSettings[Name]> } = {
  repository,
  image,
  'http api': httpApi,
  'api stage': apiStage,
  'schedule group': scheduleGroup,
  role,
  'managed policies': managedPolicies,
  'inline policy': inlinePolicy,
  'log group': logGroup,
  function: lambdaFunction,
  alias,
  'asynchronous configuration': asynchronousConfiguration,
  queue,
  'queue policy': queuePolicy,
  topic,
  bucket,
  'target group': targetGroup,
  permission,
  mapping,
  notification,
  subscription,
  rule,
  'rule target': ruleTarget,
  schedule,
  target,
  'listener rule': listenerRule,
  'function url': functionUrl,
  integration,
  route,
};

/** The names of the kinds in the order of creation. */
export const kindOrder: readonly KindName[] = Object.keys(kinds) as KindName[];

/** The kinds that AWS removes together with a function. */
export const partsOfFunction: ReadonlySet<KindName> = new Set([
  'alias',
  'asynchronous configuration',
  'function url',
  'permission',
]);

/** The kind with this name, for code that treats all kinds alike. */
export function kindOf(name: KindName): Kind {
  return kinds[name];
}

/** Identifies a resource. */
export interface ResourceKey {
  readonly kind: KindName;
  readonly name: string;
}

/** A resource that should exist. */
export type DesiredResource = {
  [Name in KindName]: {
    readonly kind: Name;
    readonly name: string;
    readonly settings: WithReferences<KindSettings[Name]>;
  } & DesiredOptions;
}[KindName];

/** What matters about some desired resources only. */
export interface DesiredOptions {
  /** The configuration says that the resource exists and is not ours: it is used, but never changed or removed. */
  readonly isExisting?: boolean;
  /** The name that version 1.0 gave the resource. If one of ours has it, it keeps it. */
  readonly formerName?: string;
}

/** Declares that a resource should exist. */
export function desiredResource<Name extends KindName>(
  kind: Name,
  name: string,
  settings: WithReferences<KindSettings[Name]>,
  options: DesiredOptions = {},
): DesiredResource {
  // A member of the union, which the compiler cannot select by a type parameter.
  return { kind, name, settings, ...options } as DesiredResource;
}

/** One resource as it should be and as it is; at least one of the two is defined. */
export interface ResourceState extends ResourceKey {
  readonly desired: DesiredResource | undefined;
  readonly actual: ActualResource | undefined;
}
