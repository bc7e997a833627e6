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

/** There is nothing to go back to. */
export class RollbackError extends ExpectedError {
  override get name(): string {
    return 'RollbackError';
  }
}

/** Where the alias pointed and where it points now. */
export interface Rollback {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves the alias to the version published before the one it is on, or to the one that is named. The next deployment
 * moves it on again.
 *
 * @param version A published version's number.
 * @throws RollbackError where there is no such version.
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
    throw new RollbackError(`the function ${target.functionName} has no alias ${alias}: nothing is deployed there yet`);
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

/** The version to go to: the wanted one, else the last one published before the current one. */
export function chooseVersion(
  versions: readonly Pick<FunctionConfiguration, 'Version'>[],
  current: string,
  wanted: string | undefined,
): string {
  const published = versions.map(({ Version }) => Number(Version)).sort((a, b) => a - b);
  const list = published.join(', ') || 'none';
  if (wanted !== undefined) {
    if (published.includes(Number(wanted))) return wanted;
    throw new RollbackError(`there is no version ${wanted}; published are: ${list}`);
  }
  const former = published.filter((number) => number < Number(current)).at(-1);
  if (former === undefined) throw new RollbackError(`there is no version before ${current}; published are: ${list}`);
  return String(former);
}
