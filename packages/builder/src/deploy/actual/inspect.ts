import { explainAwsError } from '../../aws/aws-error.ts';
import { unlessNotFound } from '../../aws/not-found.ts';
import { kindOf, type ResourceKey, type Wanted } from '../kinds/kinds.ts';
import type { ResourceState } from '../plan/plan.ts';
import { type DeploymentTarget, type Found, idOf } from '../resource/resource.ts';

/** How many resources are read at a time: quick enough, and no flood of requests. */
const AT_A_TIME = 8;

/** Reads from AWS what there is of the wanted resources and of those that may be ours besides. */
export async function inspect(
  target: DeploymentTarget,
  wanted: readonly Wanted[],
  others: readonly ResourceKey[],
): Promise<ResourceState[]> {
  const byId = new Map<string, ResourceKey & { readonly wanted: Wanted | undefined }>();
  for (const { kind, name } of others) byId.set(idOf({ kind, name }), { kind, name, wanted: undefined });
  for (const resource of wanted) {
    // so that the wanted ones keep their order
    byId.delete(idOf(resource));
    byId.set(idOf(resource), { kind: resource.kind, name: resource.name, wanted: resource });
  }

  const queue = [...byId.values()].entries();
  const states: ResourceState[] = [];
  const work = async () => {
    for (const [index, resource] of queue) states[index] = { ...resource, found: await read(target, resource) };
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return states;
}

/** Reads one resource; one that somebody else removes while it is read isn't there. */
export async function read(
  target: DeploymentTarget,
  { kind, name, wanted }: ResourceKey & { readonly wanted?: Wanted | undefined },
): Promise<Found | undefined> {
  try {
    return await unlessNotFound(kindOf(kind).read(target, name, wanted?.settings));
  } catch (error) {
    throw explainAwsError(error, `read ${kind} ${name}`);
  }
}
