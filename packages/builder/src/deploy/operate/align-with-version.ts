import { type FunctionConfiguration, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { arnOf, nameOf } from '../../aws/arn.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { readResource } from '../actual/inspect.ts';
import { reportsFailures, splitVariables } from '../kinds/function/coupled-variables.ts';
import { mappingsOfFunction } from '../kinds/function/event-source-mappings.ts';
import { functionArn } from '../kinds/function/function-tags.ts';
import { kindOf, type ResourceKey } from '../kinds/kinds.ts';
import { mayChange } from '../resource/identity.ts';
import { type ActualResource, type DeploymentTarget, idOf } from '../resource/resource.ts';
import { findMissingGrant } from './check-destinations.ts';

/** A version does not match what invokes it. */
export class VersionMismatchError extends ExpectedError {
  override get name(): string {
    return 'VersionMismatchError';
  }
}

/** What has to change together with an alias, so that everything matches the version that it will point to. */
export interface Alignment {
  /** To be called before the alias moves. */
  before(): Promise<void>;
  /** To be called after the alias has moved. */
  after(): Promise<void>;
}

type Change = () => Promise<unknown>;

/**
 * A version keeps its variables, its timeout and its role, but mappings, URLs and queues have no versions. If they did
 * not match the version, failed records would count as done, or clients would get responses that they cannot read. So
 * those that are ours change together with the alias, and the next deployment changes them again.
 *
 * @throws {VersionMismatchError} something that is not ours does not match
 */
export async function alignWithVersion(target: DeploymentTarget, alias: string, version: string): Promise<Alignment> {
  const { aws, functionName } = target;
  const aliasArn = functionArn(target, alias);
  const get = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version });
  const configuration = await aws.client(LambdaClient).send(get);
  await checkRole(target, version, configuration);
  const [before, after]: [Change[], Change[]] = [[], []];
  const mappings: ActualResource[] = [];
  for (const { source, id, reports, invoked } of await mappingsOfFunction(aws, functionName)) {
    const mapping = await readMapping(target, source, aliasArn);
    const isRead = mapping?.attributes.id === id;
    if (!isRead && invoked !== aliasArn) continue;
    if (isRead && mapping !== undefined) mappings.push(mapping);
    const sends = reportsFailures(splitVariables(configuration.Environment?.Variables), source);
    const key = { kind: 'mapping', name: source } as const;
    if (isRead && mayChange(mapping, target)) {
      if (sends !== reports)
        (sends ? before : after).push(changeOf(target, key, mapping, { partialBatchResponse: sends }));
    } else if (sends && !reports) {
      throw new VersionMismatchError(
        `version ${version} reports failed records of ${source}, but its event source mapping, which is not ours, ` +
          'ignores reports, so these records would be lost: let it accept ReportBatchItemFailures first',
      );
    }
    before.push(...(await raiseVisibility(target, source, configuration.Timeout ?? 0)));
  }
  await checkDestinations(target, alias, version, configuration, mappings);
  after.push(...(await switchUrl(target, alias, version, configuration)));
  return { before: () => inOrder(before), after: () => inOrder(after) };
}

/** What fails for good is sent with the role of the version. */
async function checkDestinations(
  target: DeploymentTarget,
  alias: string,
  version: string,
  { Role: arn }: FunctionConfiguration,
  mappings: readonly ActualResource[],
): Promise<void> {
  if (arn === undefined) return;
  const missing = await findMissingGrant(target, alias, { name: nameOf(arn), arn }, mappings);
  if (missing === undefined) return;
  throw new VersionMismatchError(
    `version ${version} runs as the role ${nameOf(arn)}, which may not send what fails to ${missing.destination}, so it ` +
      `would be lost: allow ${missing.action} for this role first, or choose another version`,
  );
}

async function inOrder(changes: readonly Change[]): Promise<void> {
  for (const change of changes) await change();
}

/** Reads the mapping of a source to the alias; undefined if there is none. */
async function readMapping(
  target: DeploymentTarget,
  source: string,
  aliasArn: string,
): Promise<ActualResource | undefined> {
  const settings = { function: aliasArn };
  const mapping = await kindOf('mapping').read(target, source, settings);
  return mapping && 'function' in mapping.settings && mapping.settings.function === settings.function
    ? mapping
    : undefined;
}

function changeOf(
  target: DeploymentTarget,
  { kind, name }: ResourceKey,
  actual: ActualResource,
  change: object,
): Change {
  const settings = { ...actual.settings, ...change };
  return () => kindOf(kind).update(target, name, settings, { actual, changed: new Set(Object.keys(change)) });
}

/** A queue of ours must not hand out a message again while the version may still handle it. */
async function raiseVisibility(target: DeploymentTarget, source: string, timeout: number): Promise<Change[]> {
  const key = { kind: 'queue', name: nameOf(source) } as const;
  if (source !== arnOf(target.aws, 'sqs', key.name)) return [];
  const queue = await readResource(target, key);
  const visibility =
    queue && 'visibilityTimeout' in queue.settings ? Number(queue.settings.visibilityTimeout) : timeout;
  if (queue === undefined || visibility >= timeout || !mayChange(queue, target)) return [];
  return [changeOf(target, key, queue, { visibilityTimeout: timeout })];
}

async function switchUrl(
  target: DeploymentTarget,
  alias: string,
  version: string,
  { Environment }: FunctionConfiguration,
): Promise<Change[]> {
  const key = { kind: 'function url', name: `${target.functionName}:${alias}` } as const;
  const url = await readResource(target, key);
  if (url === undefined) return [];
  const invokeMode = splitVariables(Environment?.Variables).invokeMode ?? 'BUFFERED';
  const current = 'invokeMode' in url.settings ? url.settings.invokeMode : undefined;
  if (current === invokeMode) return [];
  if (mayChange(url, target)) return [changeOf(target, key, url, { invokeMode })];
  throw new VersionMismatchError(
    `version ${version} responds in the mode ${invokeMode}, but the ${idOf(key)}, which is not ours, has the mode ` +
      `${current}: change its mode first, or choose another version`,
  );
}

/** A version keeps the role that it was published with. */
async function checkRole(
  target: DeploymentTarget,
  version: string,
  { Role: role }: FunctionConfiguration,
): Promise<void> {
  if (role === undefined || (await readResource(target, { kind: 'role', name: nameOf(role) })) !== undefined) return;
  throw new VersionMismatchError(
    `version ${version} runs as the role ${nameOf(role)}, which no longer exists: choose another version`,
  );
}
