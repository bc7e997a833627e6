import {
  type AliasConfiguration,
  type FunctionConfiguration,
  GetAliasCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { explainAwsError } from '../../aws/aws-error.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { readOurs } from '../actual/read-ours.ts';
import { invokedVersions } from '../kinds/function/alias.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { alignWithVersion } from './align-with-version.ts';

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
 * Moves the alias to the version published before its current one, or to the given version, which then gets all of the
 * invocations. The mappings, the queue and the URL change along with it if they have to. The next deployment moves it
 * forward again.
 *
 * @param version the number of a published version
 * @throws {NotOursError} the function or the alias belongs to others, or does not exist
 * @throws {RollbackError} there is no such version
 * @throws {VersionMismatchError} it does not match a mapping or a URL of others, or its role is gone
 */
export async function rollBack(
  target: DeploymentTarget,
  alias: string,
  version: string | undefined,
): Promise<Rollback> {
  await readOurs(target, { kind: 'function', name: target.functionName });
  await readOurs(target, { kind: 'alias', name: `${target.functionName}:${alias}` });
  const lambda = target.aws.client(LambdaClient);
  const key = { FunctionName: target.functionName, Name: alias };
  try {
    const current = await lambda.send(new GetAliasCommand(key));
    const to = chooseVersion(await publishedVersions(target), newestVersionOf(current), version);
    const alignment = await alignWithVersion(target, alias, to);
    await alignment.before();
    // Without this, another version would keep its part of the invocations.
    const RoutingConfig = { AdditionalVersionWeights: {} };
    await lambda.send(new UpdateAliasCommand({ ...key, FunctionVersion: to, RoutingConfig }));
    await alignment.after();
    return { from: current.FunctionVersion ?? '', to };
  } catch (error) {
    throw explainAwsError(error, `move the alias ${alias} of ${target.functionName}`);
  }
}

/** The newest version that gets invocations. During a canary release, that is the one to go back from. */
function newestVersionOf(alias: AliasConfiguration): string {
  return invokedVersions(alias).reduce((newest, each) => (Number(each) > Number(newest) ? each : newest));
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
