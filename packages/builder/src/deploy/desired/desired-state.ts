import type { Configuration } from '../../config/configuration.ts';
import type { BuiltImage } from '../../image/built-image.ts';
import type { RolePolicies } from '../../role/role-policies.ts';
import { aliasDescription } from '../kinds/function/alias.ts';
import { splitVariables } from '../kinds/function/coupled-variables.ts';
import { functionArn } from '../kinds/function/function-tags.ts';
import { logGroupName } from '../kinds/function/log-group.ts';
import { type DesiredResource, desiredResource } from '../kinds/kinds.ts';
import { withTagRecord } from '../resource/configured-tags.ts';
import { identityTags, projectTags } from '../resource/identity.ts';
import { formerInlinePolicyName, inlinePolicyName, pushedImageTag } from '../resource/ids.ts';
import { type DeploymentTarget, idOf, type Reference, referenceTo } from '../resource/resource.ts';
import type { DesiredImage } from './desired-image.ts';
import { triggerResources } from './trigger-resources.ts';

/** What the desired state is derived from, apart from the deployment target. */
export interface DeploymentInput {
  readonly configuration: Configuration;
  readonly policies: RolePolicies;
  readonly image: DesiredImage;
}

/** Lists the resources that should exist, each kind after those that it needs. */
export function desiredState(input: DeploymentInput, target: DeploymentTarget): DesiredResource[] {
  const { configuration, policies } = input;
  const { lambda, role, trigger } = configuration;
  const tags = { ...withTagRecord(lambda.tags), ...identityTags(target.identity) };
  const roleArn = referenceTo(idOf({ kind: 'role', name: role.name }), 'arn');

  const desired = [
    desiredResource('repository', configuration.image.repo, {
      lifecycle: untaggedForADay,
      tags: projectTags(target.identity),
      creationTags: lambda.tags,
    }),
    ...pushedImage(input),
    desiredResource(
      'role',
      role.name,
      { trust: trustOfLambda, region: target.aws.region, tags },
      { isExisting: role.existing },
    ),
    ...(role.existing ? [] : policiesOfRole(role.name, policies, target)),
    desiredResource('log group', logGroupName(lambda.name), { retention: configuration.logRetention, tags }),
    desiredResource('function', lambda.name, {
      image: imageSetting(input),
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
      vpc: lambda.vpc ?? null,
      snapStart: lambda.snapStart,
      concurrency: lambda.concurrency ?? null,
      tags,
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
  const invoked = functionArn(target, lambda.alias);
  return [...desired, ...triggerResources(trigger, { target, tags, invoked, alias: lambda.alias })];
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

function pushedImage({ configuration, image }: DeploymentInput): DesiredResource[] {
  return image.kind === 'built'
    ? [desiredResource('image', imageName(configuration, image.image), { source: image.image })]
    : [];
}

function imageSetting({ configuration, image }: DeploymentInput): string | Reference | undefined {
  switch (image.kind) {
    case 'registry':
      return image.uri;
    case 'built':
      return referenceTo(idOf({ kind: 'image', name: imageName(configuration, image.image) }), 'uri');
    case 'current':
      return undefined;
  }
}

function imageName({ image, project }: Configuration, { id }: BuiltImage): string {
  return `${image.repo}:${pushedImageTag(project, id)}`;
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
