import type { Configuration } from '../../config/configuration.ts';
import { asynchronousSettings, destinationArn } from '../../config/functions/asynchronous-settings.ts';
import { stageQueueNames } from '../../config/functions/stage-queues.ts';
import { LONGEST_RETENTION } from '../../config/triggers/queue-keys.ts';
import type { RolePolicies } from '../../iam/role/role-policies.ts';
import type { BuiltImage } from '../../image/built-image.ts';
import { handlerInImage } from '../../image/handler-name.ts';
import { aliasDescription } from '../kinds/function/alias.ts';
import { asynchronousDefaults } from '../kinds/function/asynchronous-configuration.ts';
import { splitVariables } from '../kinds/function/coupled-variables.ts';
import type { DurableSettings } from '../kinds/function/function-settings.ts';
import { functionArn } from '../kinds/function/function-tags.ts';
import { logGroupName } from '../kinds/function/log-group.ts';
import { type DesiredResource, desiredResource } from '../kinds/kinds.ts';
import { withTagRecord } from '../resource/configured-tags.ts';
import { functionTags, identityTags, projectTags, stageTags } from '../resource/identity.ts';
import { formerInlinePolicyName, inlinePolicyName, pushedImageTag } from '../resource/ids.ts';
import { type DeploymentTarget, idOf, type Reference, referenceTo } from '../resource/resource.ts';
import type { DesiredImage } from './desired-image.ts';
import { sharedHttpApi } from './triggers/http-api.ts';
import { triggerResources } from './triggers/trigger-resources.ts';

/** What the desired state is derived from, apart from the deployment target. */
export interface DeploymentInput {
  readonly configuration: Configuration;
  readonly policies: RolePolicies;
  readonly image: DesiredImage;
}

/** What the functions of a project share. */
export interface SharedInput {
  readonly project: string;
  readonly repository: string;
  readonly image: DesiredImage;
  readonly functions: readonly Configuration[];
}

/** Lists what all functions of a project share. */
export function sharedState(
  { image, project, functions, ...input }: SharedInput,
  target: DeploymentTarget,
): DesiredResource[] {
  const [first, ...others] = functions.map(({ lambda }) => lambda.tags);
  // Several functions can send what failed for good to the same queue.
  const queues = new Set(functions.flatMap(stageQueueNames));
  const common = Object.fromEntries(
    Object.entries(first ?? {}).filter(([tag, value]) => others.every((tags) => tags[tag] === value)),
  );
  return [
    desiredResource('repository', input.repository, {
      lifecycle: untaggedForADay,
      tags: projectTags(target.identity),
      creationTags: common,
    }),
    ...(image.kind === 'built'
      ? [desiredResource('image', imageName(input.repository, project, image.image), { source: image.image })]
      : []),
    ...[...queues].map((queue) =>
      desiredResource('queue', queue, {
        retention: LONGEST_RETENTION,
        visibilityTimeout: undefined,
        redrive: null,
        tags: { ...withTagRecord(common), ...stageTags(target.identity) },
      }),
    ),
    ...sharedHttpApi(functions, target, common),
  ];
}

/** Lists the resources that should exist for a function, each kind after those that it needs. */
export function desiredState(input: DeploymentInput, target: DeploymentTarget): DesiredResource[] {
  const { configuration, policies } = input;
  const { lambda, role, triggers } = configuration;
  const tags = { ...withTagRecord(lambda.tags), ...identityTags(target.identity) };
  const ownTags = { ...tags, ...functionTags(target.identity) };
  const roleArn = referenceTo(idOf({ kind: 'role', name: role.name }), 'arn');

  const desired = [
    desiredResource(
      'role',
      role.name,
      { trust: trustOfLambda, region: target.aws.region, path: role.path, boundary: role.boundary, tags },
      { isExisting: role.existing },
    ),
    ...(role.existing ? [] : policiesOfRole(role.name, policies, target)),
    desiredResource('log group', logGroupName(lambda.name), {
      retention: configuration.logRetention,
      class: lambda.logClass,
      tags: ownTags,
    }),
    desiredResource('function', lambda.name, {
      image: imageSetting(input),
      ...(configuration.isNamed
        ? { command: [handlerInImage(configuration.image.handler, configuration.directory)] }
        : {}),
      role: roleArn,
      roleId: referenceTo(idOf({ kind: 'role', name: role.name }), 'id'),
      memory: lambda.memory,
      timeout: lambda.timeout,
      ...splitVariables(lambda.environment),
      // The plan derives it from the mappings.
      partialBatchResponse: [],
      architecture: lambda.architecture,
      ephemeralStorage: lambda.ephemeralStorage,
      tracing: lambda.tracing,
      logFormat: lambda.logFormat,
      logLevel: lambda.logLevel,
      kmsKey: lambda.kmsKey,
      durable: durableSetting(lambda),
      vpc: lambda.vpc ?? null,
      snapStart: lambda.snapStart,
      concurrency: lambda.concurrency ?? null,
      tags: ownTags,
      state: 'ready',
    }),
  ];
  if (lambda.alias !== undefined) {
    const revision = referenceTo(idOf({ kind: 'function', name: lambda.name }), 'revision');
    desired.push(
      desiredResource('alias', `${lambda.name}:${lambda.alias}`, {
        revision,
        routing: null,
        description: aliasDescription(target.identity.project),
      }),
    );
  }
  desired.push(...asynchronousState(configuration, target));
  const attachment = {
    target,
    tags,
    invoked: functionArn(target, lambda.alias),
    alias: lambda.alias,
    roleLimits: { path: role.path, boundary: role.boundary },
  };
  const ofTriggers = triggers.flatMap((trigger) => triggerResources(trigger, attachment));
  // Two triggers can need the same permission, such as that of their bucket.
  return [...desired, ...new Map(ofTriggers.map((resource) => [idOf(resource), resource])).values()];
}

function durableSetting({ durable }: Configuration['lambda']): DurableSettings | null {
  return durable?.timeout === undefined ? null : { timeout: durable.timeout, retention: durable.retention };
}

/** What Lambda does with asynchronous invocations, if the configuration says anything about it. */
function asynchronousState(configuration: Configuration, { aws }: DeploymentTarget): DesiredResource[] {
  const { name, alias } = configuration.lambda;
  const { onFailure, retries, maxAge } = asynchronousSettings(configuration);
  if (onFailure === undefined && retries === undefined && maxAge === undefined) return [];
  return [
    desiredResource('asynchronous configuration', [name, alias].filter(Boolean).join(':'), {
      onFailure: destinationArn(onFailure, aws),
      retries: retries ?? asynchronousDefaults.retries,
      maxAge: maxAge ?? asynchronousDefaults.maxAge,
      mark: 'ours',
    }),
  ];
}

function policiesOfRole(role: string, { managed, inline }: RolePolicies, target: DeploymentTarget): DesiredResource[] {
  const { identity } = target;
  return [
    desiredResource('managed policies', role, { policies: [...managed].sort() }),
    ...Object.entries(inline).map(([name, document]) => {
      const formerName = `${role}/${formerInlinePolicyName(identity.project, name)}`;
      return desiredResource(
        'inline policy',
        `${role}/${inlinePolicyName(identity, name)}`,
        { document },
        { formerName },
      );
    }),
  ];
}

function imageSetting({ configuration, image }: DeploymentInput): string | Reference | undefined {
  const { project, image: settings } = configuration;
  switch (image.kind) {
    case 'registry':
      return image.uri;
    case 'built':
      return referenceTo(idOf({ kind: 'image', name: imageName(settings.repo, project, image.image) }), 'uri');
    case 'current':
      return undefined;
  }
}

function imageName(repository: string, project: string, { id }: BuiltImage): string {
  return `${repository}:${pushedImageTag(project, id)}`;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html */
const untaggedForADay = {
  rules: [
    {
      rulePriority: 1,
      description: 'Untagged images go after a day',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
};

const trustOfLambda = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
