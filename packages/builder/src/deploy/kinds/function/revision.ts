import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { digest } from '../../../aws/shorten.ts';

/**
 * Identifies the code and the configuration of a function or of one of its versions. Two versions that behave alike have
 * the same revision, unlike AWS's RevisionId, which differs for each version.
 */
export function revisionOf(configuration: FunctionConfiguration): string {
  const variables = Object.entries(configuration.Environment?.Variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest(
    JSON.stringify([
      configuration.CodeSha256,
      configuration.Architectures,
      configuration.Role,
      configuration.MemorySize,
      configuration.Timeout,
      variables,
      configuration.EphemeralStorage?.Size,
      configuration.TracingConfig?.Mode,
      configuration.LoggingConfig?.LogFormat,
      configuration.VpcConfig?.SubnetIds ?? [],
      configuration.VpcConfig?.SecurityGroupIds ?? [],
      configuration.SnapStart?.ApplyOn,
      // The revisions of functions without what follows stay as they were.
      ...(configuration.ImageConfigResponse?.ImageConfig?.Command ?? []),
      ...laterSettings(configuration),
    ]),
  );
}

function laterSettings({ KMSKeyArn, LoggingConfig, DurableConfig }: FunctionConfiguration): unknown[] {
  const { ApplicationLogLevel = 'INFO' } = LoggingConfig ?? {};
  return [
    ...(KMSKeyArn ? [{ key: KMSKeyArn }] : []),
    // JSON logs have this level unless another one is set.
    ...(ApplicationLogLevel === 'INFO' ? [] : [{ level: ApplicationLogLevel }]),
    ...(DurableConfig === undefined ? [] : [DurableConfig]),
  ];
}
