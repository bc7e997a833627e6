import type {
  FunctionConfiguration,
  GetFunctionCommandOutput,
  LogFormat,
  TracingMode,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { Tags } from '../../resource/ownership.ts';
import { readinessOf } from './function-state.ts';

/** A Lambda function that is an image. */
export interface LambdaFunctionSettings {
  /** The image, by its digest wherever that is known. Undefined leaves the one that is there. */
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

type Parameters = Partial<UpdateFunctionConfigurationCommandInput>;

/** How CreateFunction and UpdateFunctionConfiguration take a setting. The choices are validated with the configuration. */
const parameters: Readonly<Record<string, (settings: LambdaFunctionSettings) => Parameters>> = {
  role: ({ role }) => ({ Role: role }),
  memory: ({ memory }) => ({ MemorySize: memory }),
  timeout: ({ timeout }) => ({ Timeout: timeout }),
  environment: ({ environment }) => ({ Environment: { Variables: { ...environment } } }),
  ephemeralStorage: ({ ephemeralStorage }) => ({ EphemeralStorage: { Size: ephemeralStorage } }),
  tracing: ({ tracing }) => ({ TracingConfig: { Mode: tracing as TracingMode } }),
  logFormat: ({ logFormat }) => ({ LoggingConfig: { LogFormat: logFormat as LogFormat } }),
  vpc: ({ vpc }) => ({
    VpcConfig: { SubnetIds: [...(vpc?.subnets ?? [])], SecurityGroupIds: [...(vpc?.securityGroups ?? [])] },
  }),
  snapStart: ({ snapStart }) => ({ SnapStart: { ApplyOn: snapStart ? 'PublishedVersions' : 'None' } }),
};

/** The settings of these names that make up a function's configuration, as AWS takes them; undefined: none does. */
export function parametersOf(settings: LambdaFunctionSettings, names: Iterable<string>): Parameters | undefined {
  const parts = [...names].flatMap((name) => parameters[name]?.(settings) ?? []);
  return parts.length === 0 ? undefined : Object.assign({}, ...parts);
}

/** A new function's whole configuration. Not every region has SnapStart: where it isn't wanted, it isn't mentioned. */
export function allParametersOf(settings: LambdaFunctionSettings): Parameters {
  const names = Object.keys(parameters).filter((name) => name !== 'snapStart' || settings.snapStart);
  return parametersOf(settings, names) ?? {};
}

/** The settings of a function as AWS tells them. */
export function settingsFound(
  answer: GetFunctionCommandOutput,
  found: FunctionConfiguration,
): Partial<LambdaFunctionSettings> {
  const { SubnetIds = [], SecurityGroupIds = [] } = found.VpcConfig ?? {};
  return {
    ...(answer.Code?.ImageUri === undefined ? {} : { image: answer.Code.ImageUri }),
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
