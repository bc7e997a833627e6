import { explainAwsError, isForbidden } from '../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { type DesiredResource, kindOf, type ResourceKey, type ResourceState } from '../kinds/kinds.ts';
import { type ActualResource, type DeploymentTarget, idOf } from '../resource/resource.ts';
import type { DiscoveredResource } from './discover.ts';
import { withFormerNames } from './former-names.ts';

/** How many resources are read at the same time: enough to be quick, and few enough to avoid throttling. */
const CONCURRENCY = 8;

/** Reads the actual state of the desired resources, and of other resources that may be ours. */
export async function inspect(
  target: DeploymentTarget,
  desired: readonly DesiredResource[],
  others: readonly DiscoveredResource[],
): Promise<ResourceState[]> {
  const byId = new Map<string, DiscoveredResource & { readonly desired: DesiredResource | undefined }>();
  for (const other of others) {
    const id = idOf(other);
    byId.set(id, { ...byId.get(id), ...other, desired: undefined });
  }
  const named = await withFormerNames(desired, target, (resource) => readResource(target, resource));
  for (const resource of named) {
    // Deleting first puts the desired resources last, in their own order.
    byId.delete(idOf(resource));
    byId.set(idOf(resource), { kind: resource.kind, name: resource.name, desired: resource });
  }

  const queue = [...byId.values()].entries();
  const states: ResourceState[] = [];
  const work = async () => {
    for (const [index, { kind, name, desired, owner }] of queue) {
      const key = { kind, name, desired };
      const actual = desired ? await readResource(target, key) : await readOther(target, { kind, name, owner });
      states[index] = { ...key, actual };
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return states;
}

/**
 * Reads a resource that is not in the configuration. The permissions may be limited to the names that are: then what its
 * tags say is all that is known.
 */
async function readOther(
  target: DeploymentTarget,
  { kind, name, owner }: DiscoveredResource,
): Promise<ActualResource | undefined> {
  try {
    return await undefinedIfNotFound(kindOf(kind).read(target, name, undefined));
  } catch (error) {
    if (!isForbidden(error)) throw explainAwsError(error, `read ${kind} ${name}`);
    return owner && { owner, settings: {}, attributes: {}, unreadable: error.message };
  }
}

/** Reads one resource. One that is removed while it is read does not exist. */
export async function readResource(
  target: DeploymentTarget,
  { kind, name, desired }: ResourceKey & { readonly desired?: DesiredResource | undefined },
): Promise<ActualResource | undefined> {
  try {
    return await undefinedIfNotFound(kindOf(kind).read(target, name, desired?.settings));
  } catch (error) {
    throw explainAwsError(error, `read ${kind} ${name}`);
  }
}
