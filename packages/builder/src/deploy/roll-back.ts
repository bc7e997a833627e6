import {
  type FunctionConfiguration,
  GetAliasCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { explainAwsError } from '../aws/aws-error.ts';
import { isNotFound } from '../aws/not-found.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** There is no version to go back to. */
export class RollbackError extends ExpectedError {
  override get name(): string {
    return 'RollbackError';
  }
}

/** The versions that the alias pointed to before and after. */
export interface Rollback {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves the alias to the version published before its current one, or to the given version. The next deployment moves
 * it forward again.
 *
 * @param version the number of a published version
 * @throws {RollbackError} there is no such version
 */
export async function rollBack(
  target: DeploymentTarget,
  alias: string,
  version: string | undefined,
): Promise<Rollback> {
  const lambda = target.aws.client(LambdaClient);
  const key = { FunctionName: target.functionName, Name: alias };
  try {
    const { FunctionVersion: from = '' } = await lambda.send(new GetAliasCommand(key));
    const to = chooseVersion(await publishedVersions(target), from, version);
    await lambda.send(new UpdateAliasCommand({ ...key, FunctionVersion: to }));
    return { from, to };
  } catch (error) {
    if (!isNotFound(error)) throw explainAwsError(error, `move the alias ${alias} of ${target.functionName}`);
    throw new RollbackError(
      `the function ${target.functionName} has no alias ${alias}: deploy it with alr-builder apply`,
    );
  }
}

async function publishedVersions({ aws, functionName }: DeploymentTarget): Promise<FunctionConfiguration[]> {
  const client = aws.client(LambdaClient);
  const versions: FunctionConfiguration[] = [];
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName: functionName })) {
    versions.push(...(page.Versions ?? []));
  }
  return versions.filter(({ Version }) => Version !== '$LATEST');
}

/** Chooses the requested version, or the last one published before the current one. */
export function chooseVersion(
  versions: readonly Pick<FunctionConfiguration, 'Version'>[],
  current: string,
  requested: string | undefined,
): string {
  const published = versions.map(({ Version }) => Number(Version)).sort((a, b) => a - b);
  const list = published.join(', ') || 'none';
  if (requested !== undefined) {
    if (published.includes(Number(requested))) return requested;
    throw new RollbackError(`there is no version ${requested}; choose one of the published versions: ${list}`);
  }
  const previous = published.filter((number) => number < Number(current)).at(-1);
  if (previous !== undefined) return String(previous);
  throw new RollbackError(`there is no version before ${current}; published versions: ${list}`);
}
