import { arnOf } from '../../aws/arn.ts';
import type { Configuration, Trigger } from '../../config/configuration.ts';
import type { RolePolicies } from '../../role/role-policies.ts';
import { aliasDescription } from '../kinds/function/alias.ts';
import { type Wanted, want } from '../kinds/kinds.ts';
import { withNote } from '../resource/given-tags.ts';
import { entryId, imageTag, PROJECT_TAG } from '../resource/ownership.ts';
import { type DeploymentTarget, idOf, type Reference, referenceTo } from '../resource/resource.ts';
import { desiredTrigger } from './desired-trigger.ts';
import type { LocalImage } from './image-target.ts';

/** What the desired state is made of, besides where it shall be. */
export interface DeploymentInput {
  readonly configuration: Configuration;
  readonly policies: RolePolicies;
  readonly image: WantedImage;
}

/** Which image the function shall run. */
export type WantedImage =
  /** One that is in a registry. */
  | { readonly kind: 'given'; readonly uri: string }
  /** One that is here, and is pushed where it isn't in the repository yet. */
  | { readonly kind: 'local'; readonly image: LocalImage }
  /** The one that it runs; why there is none here, where one was looked for. */
  | { readonly kind: 'kept'; readonly why?: string };

/** All resources that there should be, in the order in which the kinds are made. */
export function desiredState(wish: DeploymentInput, target: DeploymentTarget): Wanted[] {
  const { configuration, policies } = wish;
  const { lambda, role, trigger } = configuration;
  const tags = { ...withNote(lambda.tags), [PROJECT_TAG]: target.project };
  const roleArn = referenceTo(idOf({ kind: 'role', name: role.name }), 'arn');

  const wanted = [
    want('repository', configuration.image.repo, { lifecycle: untaggedForADay, tags }),
    ...pushedImage(wish),
    want('role', role.name, { trust: trustOfLambda, tags }),
    want('managed policies', role.name, { policies: [...policies.managed].sort() }),
    ...Object.entries(policies.inline).map(([name, document]) =>
      want('inline policy', `${role.name}/${inlinePolicyName(target.project, name)}`, { document }),
    ),
    want('log group', logGroupOf(lambda.name), { retention: configuration.logRetention, tags }),
    want('function', lambda.name, {
      image: imageSetting(wish),
      role: roleArn,
      memory: lambda.memory,
      timeout: lambda.timeout,
      environment: { ...triggerEnvironment(trigger, target), ...lambda.environment },
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
    wanted.push(
      want('alias', `${lambda.name}:${lambda.alias}`, { revision, description: aliasDescription(target.project) }),
    );
  }
  const invoked = arnOf(target.aws, 'lambda', ['function', lambda.name, lambda.alias].filter(Boolean).join(':'));
  return [...wanted, ...desiredTrigger(trigger, { target, tags, invoked, alias: lambda.alias })];
}

/** The log group that Lambda writes a function's log to. */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** The function whose log a log group is. */
export function functionOfLogGroup(name: string): string | undefined {
  const prefix = logGroupOf('');
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** The name of an inline policy of ours on a role that may have others'. */
export function inlinePolicyName(project: string, name: string): string {
  return entryId(`${project}-${name}`, 128);
}

function pushedImage({ configuration, image }: DeploymentInput): Wanted[] {
  return image.kind === 'local' ? [want('image', imageName(configuration, image.image), { source: image.image })] : [];
}

function imageSetting({ configuration, image }: DeploymentInput): string | Reference | undefined {
  switch (image.kind) {
    case 'given':
      return image.uri;
    case 'local':
      return referenceTo(idOf({ kind: 'image', name: imageName(configuration, image.image) }), 'uri');
    case 'kept':
      return undefined;
  }
}

function imageName({ image, project }: Configuration, { id }: LocalImage): string {
  return `${image.repo}:${imageTag(project, id)}`;
}

/** What the runtime has to know of the trigger: the function can't see how it is set up. */
function triggerEnvironment(trigger: Trigger, { aws }: DeploymentTarget): Record<string, string> {
  // The source is named, so that a mapping which somebody else made isn't taken to hear the function's reports too.
  const partial = (isOn: boolean, source: string) => (isOn ? { ALR_PARTIAL_BATCH_RESPONSE: source } : {});
  switch (trigger.type) {
    case 's3-sqs':
    case 'sns-sqs':
    case 'sqs':
      return partial(trigger.queue.partialBatchResponse, arnOf(aws, 'sqs', trigger.queue.name));
    case 'kinesis':
    case 'dynamodb':
      return partial(trigger.stream.partialBatchResponse, trigger.stream.arn);
    case 'url':
      return { ALR_INVOKE_MODE: trigger.invokeMode };
    default:
      return {};
  }
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
