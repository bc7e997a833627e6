import type {
  ApplicationLogLevel,
  DurableConfig,
  FunctionConfiguration,
  GetFunctionCommandOutput,
  LogFormat,
  TracingMode,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { Tags } from '../../resource/tags.ts';
import { joinVariables, splitVariables } from './coupled-variables.ts';
import type { MappingSummary } from './event-source-mappings.ts';
import { readinessOf } from './function-state.ts';
import { recordedRole } from './role-mark.ts';

/** The settings of a Lambda function that runs an image. */
export interface LambdaFunctionSettings {
  /** The image's URI, with the digest if that is known; undefined keeps the current image. */
  readonly image: string | undefined;
  /** What the image runs instead of its own command; undefined keeps what it has. */
  readonly command?: readonly string[] | undefined;
  /** The role's ARN. */
  readonly role: string;
  /**
   * The id of the role, which differs if the role was deleted and created again. The function then has to be given the
   * role again, because its access to its KMS key was granted to the former one. null: not recorded; undefined: unknown.
   */
  readonly roleId: string | null | undefined;
  /** MB. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  /** Without the variables that are derived from other resources; see `coupled-variables`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The sorted ARNs of the sources to which the function reports failed records; see `coupled-variables`. */
  readonly partialBatchResponse: readonly string[];
  /** The invoke mode of the function URL, of which the runtime is informed; null: none. */
  readonly invokeMode: string | null;
  readonly architecture: string;
  /** MB. */
  readonly ephemeralStorage: number;
  readonly tracing: string;
  readonly logFormat: string;
  /** The lowest level of log records; null: the logs have no levels; undefined keeps the current one. */
  readonly logLevel?: string | null | undefined;
  /** The ARN of the KMS key for the variables; null: AWS's own key; undefined keeps the current one. */
  readonly kmsKey?: string | null | undefined;
  /** null: it is not a durable function. AWS makes a function durable only when it is created. */
  readonly durable?: DurableSettings | null;
  readonly vpc: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] } | null;
  readonly snapStart: boolean;
  /** The reserved concurrency; null: none. */
  readonly concurrency: number | null;
  readonly tags: Tags;
  /** Desired is always `ready`, so a function that AWS failed to create or change does not count as up to date. */
  readonly state: string;
  /** The variable that records the role; see `role-mark`. Not compared. */
  readonly roleMark?: string | undefined;
  /** All event source mappings of the function, whoever made them. Only read. */
  readonly mappings?: readonly MappingSummary[] | undefined;
}

/** The limits of a durable execution. */
export interface DurableSettings {
  /** Seconds, of all invocations and waits together. */
  readonly timeout: number;
  /** How long the history is kept after the end, in days. */
  readonly retention: number;
}

type Parameters = Partial<UpdateFunctionConfigurationCommandInput>;

/** Converts settings to parameters of CreateFunction and UpdateFunctionConfiguration. Enum values are validated already. */
const parameters: Readonly<Record<string, (settings: LambdaFunctionSettings) => Parameters>> = {
  command: ({ command }) => (command === undefined ? {} : { ImageConfig: { Command: [...command] } }),
  role: ({ role }) => ({ Role: role }),
  roleId: (settings) => ({ Role: settings.role, ...variablesOf(settings) }),
  memory: ({ memory }) => ({ MemorySize: memory }),
  timeout: ({ timeout }) => ({ Timeout: timeout }),
  environment: variablesOf,
  partialBatchResponse: variablesOf,
  invokeMode: variablesOf,
  ephemeralStorage: ({ ephemeralStorage }) => ({ EphemeralStorage: { Size: ephemeralStorage } }),
  tracing: ({ tracing }) => ({ TracingConfig: { Mode: tracing as TracingMode } }),
  logFormat: loggingOf,
  logLevel: loggingOf,
  kmsKey: ({ kmsKey }) => (kmsKey ? { KMSKeyArn: kmsKey } : {}),
  durable: ({ durable }) =>
    !durable ? {} : { DurableConfig: { ExecutionTimeout: durable.timeout, RetentionPeriodInDays: durable.retention } },
  vpc: ({ vpc }) => ({
    VpcConfig: { SubnetIds: [...(vpc?.subnets ?? [])], SecurityGroupIds: [...(vpc?.securityGroups ?? [])] },
  }),
  snapStart: ({ snapStart }) => ({ SnapStart: { ApplyOn: snapStart ? 'PublishedVersions' : 'None' } }),
};

/** AWS replaces all variables at once. */
function variablesOf(settings: LambdaFunctionSettings): Parameters {
  return { Environment: { Variables: joinVariables(settings) } };
}

/** AWS replaces these parameters at once. */
function loggingOf({ logFormat, logLevel }: LambdaFunctionSettings): Parameters {
  const level = logLevel ? { ApplicationLogLevel: logLevel as ApplicationLogLevel } : {};
  return { LoggingConfig: { LogFormat: logFormat as LogFormat, ...level } };
}

/**
 * Adds the parts of the current configuration that we do not manage, because AWS would reset them: it replaces the
 * parameters for a VPC, for logging and for the image as a whole.
 */
export function keepUnmanaged(parameters: Parameters, current: FunctionConfiguration): Parameters {
  const { VpcConfig, LoggingConfig, ImageConfig } = parameters;
  const { EntryPoint, WorkingDirectory } = current.ImageConfigResponse?.ImageConfig ?? {};
  const { Ipv6AllowedForDualStack } = current.VpcConfig ?? {};
  const { LogGroup, ApplicationLogLevel, SystemLogLevel } = current.LoggingConfig ?? {};
  // Text logs have no levels.
  const levels = LoggingConfig?.LogFormat === 'JSON' ? { ApplicationLogLevel, SystemLogLevel } : {};
  return {
    ...parameters,
    ...(VpcConfig && {
      VpcConfig: { ...VpcConfig, ...(VpcConfig.SubnetIds?.length ? { Ipv6AllowedForDualStack } : {}) },
    }),
    ...(ImageConfig && { ImageConfig: { EntryPoint, WorkingDirectory, ...ImageConfig } }),
    ...(LoggingConfig && { LoggingConfig: { LogGroup, ...levels, ...LoggingConfig } }),
  };
}

/**
 * Converts the named settings to parameters of UpdateFunctionConfiguration; undefined if none of them is part of a
 * function's configuration.
 */
export function parametersOf(settings: LambdaFunctionSettings, names: Iterable<string>): Parameters | undefined {
  const parts = [...names].flatMap((name) => parameters[name]?.(settings) ?? []);
  return parts.length === 0 ? undefined : Object.assign({}, ...parts);
}

/** The parameters for a new function. SnapStart is left out unless it is on, because not every region has it. */
export function allParametersOf(settings: LambdaFunctionSettings): Parameters {
  const names = Object.keys(parameters).filter((name) => name !== 'snapStart' || settings.snapStart);
  return parametersOf(settings, names) ?? {};
}

/** The settings of an existing function. */
export function settingsOf(
  response: GetFunctionCommandOutput,
  configuration: FunctionConfiguration,
  mappings: readonly MappingSummary[],
): Partial<LambdaFunctionSettings> {
  const { SubnetIds = [], SecurityGroupIds = [] } = configuration.VpcConfig ?? {};
  const variables = splitVariables(configuration.Environment?.Variables);
  return {
    ...(response.Code?.ImageUri === undefined ? {} : { image: response.Code.ImageUri }),
    command: configuration.ImageConfigResponse?.ImageConfig?.Command ?? [],
    role: configuration.Role ?? '',
    roleId: recordedRole(response.Tags, variables.roleMark),
    memory: configuration.MemorySize ?? 128,
    timeout: configuration.Timeout ?? 3,
    ...variables,
    architecture: configuration.Architectures?.[0] ?? 'x86_64',
    ephemeralStorage: configuration.EphemeralStorage?.Size ?? 512,
    tracing: configuration.TracingConfig?.Mode ?? 'PassThrough',
    ...(configuration.LoggingConfig?.LogFormat === undefined
      ? {}
      : {
          logFormat: configuration.LoggingConfig.LogFormat,
          logLevel: configuration.LoggingConfig.ApplicationLogLevel ?? null,
        }),
    kmsKey: configuration.KMSKeyArn || null,
    durable: durableOf(configuration.DurableConfig),
    vpc: SubnetIds.length === 0 ? null : { subnets: SubnetIds, securityGroups: SecurityGroupIds },
    snapStart: configuration.SnapStart?.ApplyOn === 'PublishedVersions',
    concurrency: response.Concurrency?.ReservedConcurrentExecutions ?? null,
    tags: response.Tags ?? {},
    state: readinessOf(configuration),
    mappings,
  };
}

function durableOf(config: DurableConfig | undefined): DurableSettings | null {
  if (config?.ExecutionTimeout === undefined) return null;
  return { timeout: config.ExecutionTimeout, retention: config.RetentionPeriodInDays ?? 14 };
}
