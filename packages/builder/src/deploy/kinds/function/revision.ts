import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { digest } from '../../resource/ownership.ts';

/**
 * Stands for the code and the configuration of a function or of one of its versions: two that would behave alike have
 * the same. (AWS's own RevisionId is another for each version.)
 */
export function revisionOf(found: FunctionConfiguration): string {
  const variables = Object.entries(found.Environment?.Variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return digest(
    JSON.stringify([
      found.CodeSha256,
      found.Architectures,
      found.Role,
      found.MemorySize,
      found.Timeout,
      variables,
      found.EphemeralStorage?.Size,
      found.TracingConfig?.Mode,
      found.LoggingConfig?.LogFormat,
      found.VpcConfig?.SubnetIds ?? [],
      found.VpcConfig?.SecurityGroupIds ?? [],
      found.SnapStart?.ApplyOn,
    ]),
  );
}
