import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionCodeLocation,
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  LambdaClient,
  type LogFormat,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  type TracingMode,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { unlessAbsent } from '../../aws/absence.ts';
import { arnOf } from '../../aws/arn.ts';
import type { ServiceError } from '../../aws/aws-error.ts';
import { whileTooEarly } from '../../aws/patience.ts';
import { readinessOf, untilReady } from '../function-state.ts';
import { projectTag, type Tags } from '../ownership.ts';
import type { Attributes, Change, Found, Kind, Site } from '../resource.ts';
import { revisionOf } from '../revision.ts';

/** A Lambda function that is an image. */
export interface FunctionSettings {
  /** The image by its digest. Undefined leaves the one that is there. */
  readonly image: string | undefined;
  /** The role's ARN. */
  readonly role: string;
  /** MB. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: string;
  /** MB. */
  readonly ephemeralStorage: number;
  readonly tracing: string;
  readonly logFormat: string;
  readonly vpc: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] } | null;
  readonly snapStart: boolean;
  /** Reserved concurrency; null: none. */
  readonly concurrency: number | null;
  readonly tags: Tags;
  /** Always wanted `ready`, so that a function which AWS failed to make or to change is not taken for done. */
  readonly state: string;
}

/** The settings that UpdateFunctionConfiguration changes. */
const configuration = new Set<string>([
  'role',
  'memory',
  'timeout',
  'environment',
  'ephemeralStorage',
  'tracing',
  'logFormat',
  'vpc',
  'snapStart',
]);

/** A Lambda function. */
export const lambdaFunction: Kind<FunctionSettings> = {
  secret: ['environment'],

  async read({ aws }, name): Promise<Found<FunctionSettings> | undefined> {
    const answer = await unlessAbsent(aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: name })));
    if (answer?.Configuration === undefined) return undefined;
    const settings = settingsOf(answer, answer.Configuration);
    const attributes = { revision: revisionOf(answer.Configuration), role: answer.Configuration.Role ?? '' };
    return { owner: answer.Tags?.[projectTag], settings, attributes };
  },

  async create(site, name, settings) {
    const create = new CreateFunctionCommand({
      FunctionName: name,
      PackageType: 'Image',
      Code: { ImageUri: settings.image },
      Architectures: [settings.architecture as Architecture], // validated with the configuration
      Tags: settings.tags,
      ...configurationOf(settings),
      ...(settings.snapStart ? snapStartOf(settings) : {}),
    });
    await whileTooEarly(() => site.aws.client(LambdaClient).send(create), isRoleUnknownYet, site.aws.pause);
    const made = await untilReady(site, name);
    if (settings.concurrency !== null) await putConcurrency(site, name, settings.concurrency);
    return { revision: revisionOf(made) };
  },

  async update(site, name, settings, { found, changed }) {
    await untilReady(site, name, 'settled');
    if ([...changed].some((setting) => configuration.has(setting)))
      await putConfiguration(site, name, settings, changed);
    if (changed.has('image') || changed.has('architecture') || failed(found))
      await putCode(site, name, settings, found);
    if (changed.has('concurrency')) await putConcurrency(site, name, settings.concurrency);
    if (changed.has('tags')) {
      const Resource = arnOf(site.aws, 'lambda', `function:${name}`);
      await site.aws.client(LambdaClient).send(new TagResourceCommand({ Resource, Tags: settings.tags }));
    }
    return { revision: revisionOf(await untilReady(site, name)) };
  },

  async remove({ aws }, name) {
    await aws.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: name }));
  },
};

function failed(found: Found<FunctionSettings>): boolean {
  return found.settings.state?.startsWith('failed') ?? false;
}

function settingsOf(answer: GetFunctionCommandOutput, found: FunctionConfiguration): Partial<FunctionSettings> {
  const { SubnetIds = [], SecurityGroupIds = [] } = found.VpcConfig ?? {};
  return {
    ...(answer.Code?.ImageUri === undefined ? {} : { image: imageOf(answer.Code) }),
    role: found.Role ?? '',
    memory: found.MemorySize ?? 128,
    timeout: found.Timeout ?? 3,
    environment: found.Environment?.Variables ?? {},
    architecture: found.Architectures?.[0] ?? 'x86_64',
    ephemeralStorage: found.EphemeralStorage?.Size ?? 512,
    tracing: found.TracingConfig?.Mode ?? 'PassThrough',
    ...(found.LoggingConfig?.LogFormat === undefined ? {} : { logFormat: found.LoggingConfig.LogFormat }),
    vpc: SubnetIds.length === 0 ? null : { subnets: SubnetIds, securityGroups: SecurityGroupIds },
    snapStart: found.SnapStart?.ApplyOn === 'PublishedVersions',
    concurrency: answer.Concurrency?.ReservedConcurrentExecutions ?? null,
    tags: answer.Tags ?? {},
    state: readinessOf(found),
  };
}

/** The image by its digest, also where the function was given a tag. */
function imageOf({ ImageUri = '', ResolvedImageUri }: FunctionCodeLocation): string {
  return ImageUri.includes('@') ? ImageUri : (ResolvedImageUri ?? ImageUri);
}

function configurationOf(settings: FunctionSettings) {
  return {
    Role: settings.role,
    MemorySize: settings.memory,
    Timeout: settings.timeout,
    Environment: { Variables: { ...settings.environment } },
    EphemeralStorage: { Size: settings.ephemeralStorage },
    TracingConfig: { Mode: settings.tracing as TracingMode },
    LoggingConfig: { LogFormat: settings.logFormat as LogFormat }, // this and the one above are validated already
    VpcConfig: {
      SubnetIds: [...(settings.vpc?.subnets ?? [])],
      SecurityGroupIds: [...(settings.vpc?.securityGroups ?? [])],
    },
  } satisfies Partial<UpdateFunctionConfigurationCommandInput>;
}

/** Sent only where it matters: not every region and architecture has SnapStart. */
function snapStartOf({ snapStart }: FunctionSettings) {
  return { SnapStart: { ApplyOn: snapStart ? 'PublishedVersions' : 'None' } } as const;
}

async function putConfiguration(
  site: Site,
  name: string,
  settings: FunctionSettings,
  changed: Change<FunctionSettings>['changed'],
): Promise<void> {
  const update = new UpdateFunctionConfigurationCommand({
    FunctionName: name,
    ...configurationOf(settings),
    ...(changed.has('snapStart') ? snapStartOf(settings) : {}),
  });
  await whileTooEarly(
    () => site.aws.client(LambdaClient).send(update),
    (error) => isRoleUnknownYet(error) || error.name === 'ResourceConflictException',
    site.aws.pause,
  );
  await untilReady(site, name);
}

async function putCode(
  site: Site,
  name: string,
  settings: FunctionSettings,
  found: Change<FunctionSettings>['found'],
): Promise<void> {
  const update = new UpdateFunctionCodeCommand({
    FunctionName: name,
    ImageUri: settings.image ?? found.settings.image,
    Architectures: [settings.architecture as Architecture], // validated with the configuration
  });
  await whileTooEarly(
    () => site.aws.client(LambdaClient).send(update),
    ({ name: error }) => error === 'ResourceConflictException',
    site.aws.pause,
  );
  await untilReady(site, name);
}

async function putConcurrency({ aws }: Site, FunctionName: string, reserved: number | null): Promise<Attributes> {
  const lambda = aws.client(LambdaClient);
  if (reserved === null) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  else await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }));
  return {};
}

/** A role takes a while until Lambda may take it; until then it is refused in these words. */
function isRoleUnknownYet({ name, message }: ServiceError): boolean {
  return name === 'InvalidParameterValueException' && /role|KMS/i.test(message) && /assume|access/i.test(message);
}
