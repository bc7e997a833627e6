import {
  type AliasConfiguration,
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { explainAwsError } from '../aws/aws-error.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { readResource } from './actual/inspect.ts';
import { mappingsOfFunction, reportsFailures, splitVariables } from './kinds/function/coupled-variables.ts';
import { readOurs } from './owned.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** There is no version to go back to, or it does not fit to what invokes it. */
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
 * invocations. The next deployment moves it forward again.
 *
 * @param version the number of a published version
 * @throws {NotOursError} the function or the alias belongs to others, or does not exist
 * @throws {RollbackError} there is no such version, or it does not fit to the mappings and the URL
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
    await checkCoupling(target, alias, to);
    // Without this, another version would keep its part of the invocations.
    const RoutingConfig = { AdditionalVersionWeights: {} };
    await lambda.send(new UpdateAliasCommand({ ...key, FunctionVersion: to, RoutingConfig }));
    return { from: current.FunctionVersion ?? '', to };
  } catch (error) {
    throw explainAwsError(error, `move the alias ${alias} of ${target.functionName}`);
  }
}

/** The newest version that gets invocations. During a canary release, that is the one to go back from. */
function newestVersionOf({ FunctionVersion = '', RoutingConfig }: AliasConfiguration): string {
  const versions = [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})];
  return versions.reduce((newest, each) => (Number(each) > Number(newest) ? each : newest));
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

/**
 * A version keeps its environment, but mappings and URLs have no versions. If they do not fit, failed messages would
 * count as done, or clients would get responses that they cannot read.
 *
 * @throws {RollbackError} they do not fit
 */
async function checkCoupling(target: DeploymentTarget, alias: string, version: string): Promise<void> {
  const { aws, functionName } = target;
  const get = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version });
  const variables = splitVariables((await aws.client(LambdaClient).send(get)).Environment?.Variables);
  const mappings = await mappingsOfFunction(aws, functionName);
  const silent = mappings.find(({ source, reports }) => !reports && reportsFailures(variables, source));
  if (silent !== undefined) {
    throw new RollbackError(
      `version ${version} reports failed records of ${silent.source}, but the event source mapping ignores reports, so ` +
        'these records would be lost: set partial_batch_response to true and run alr-builder apply first',
    );
  }
  const url = await readResource(target, { kind: 'function url', name: `${functionName}:${alias}` });
  const urlMode = url && 'invokeMode' in url.settings ? url.settings.invokeMode : undefined;
  const mode = variables.invokeMode ?? 'BUFFERED';
  if (urlMode === undefined || urlMode === mode) return;
  throw new RollbackError(
    `version ${version} responds to the function URL in the mode ${mode}, but the URL has the mode ${urlMode}: ` +
      `set trigger.invoke_mode to ${mode} and run alr-builder apply first, or choose another version`,
  );
}
