import { explainAwsError } from '../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import { type DesiredResource, kindOf, type ResourceKey, type ResourceState } from '../kinds/kinds.ts';
import { type ActualResource, type DeploymentTarget, idOf } from '../resource/resource.ts';

/** How many resources are read at a time: quick enough, and no flood of requests. */
const AT_A_TIME = 8;

/** Reads from AWS what there is of the wanted resources and of those that may be ours besides. */
export async function inspect(
  target: DeploymentTarget,
  desired: readonly DesiredResource[],
  others: readonly ResourceKey[],
): Promise<ResourceState[]> {
  const byId = new Map<string, ResourceKey & { readonly desired: DesiredResource | undefined }>();
  for (const { kind, name } of others) byId.set(idOf({ kind, name }), { kind, name, desired: undefined });
  for (const resource of desired) {
    // so that the wanted ones keep their order
    byId.delete(idOf(resource));
    byId.set(idOf(resource), { kind: resource.kind, name: resource.name, desired: resource });
  }

  const queue = [...byId.values()].entries();
  const states: ResourceState[] = [];
  const work = async () => {
    for (const [index, resource] of queue)
      states[index] = { ...resource, actual: await readResource(target, resource) };
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return states;
}

/** Reads one resource; one that somebody else removes while it is read isn't there. */
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
