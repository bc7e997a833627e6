import type { DesiredResource, ResourceKey } from '../kinds/kinds.ts';
import { mayBeOurs } from '../resource/identity.ts';
import { type ActualResource, type DeploymentTarget, idOf, Reference, referenceTo } from '../resource/resource.ts';

/** Reads a resource; see `readResource`. */
type Read = (key: ResourceKey & { readonly desired: DesiredResource }) => Promise<ActualResource | undefined>;

/**
 * Gives desired resources the name that version 1.0 gave them if ours have it still, so that an upgrade renames nothing.
 *
 * @param read reads a resource with one of its names
 */
export async function withFormerNames(
  desired: readonly DesiredResource[],
  target: DeploymentTarget,
  read: Read,
): Promise<DesiredResource[]> {
  const names = new Map<string, string>();
  for (const resource of desired) {
    const { formerName, kind, name } = resource;
    if (formerName === undefined || (await read({ kind, name, desired: resource })) !== undefined) continue;
    const former = await read({ kind, name: formerName, desired: resource });
    if (former !== undefined && mayBeOurs(former, target)) names.set(idOf(resource), formerName);
  }
  return names.size === 0 ? [...desired] : desired.map((resource) => rename(resource, names));
}

function rename(resource: DesiredResource, names: ReadonlyMap<string, string>): DesiredResource {
  // The target of a group is known by the name of the group.
  const id = resource.kind === 'target' ? idOf({ kind: 'target group', name: resource.name }) : idOf(resource);
  const settings = Object.entries(resource.settings).map(([setting, value]) => [setting, redirect(value, names)]);
  // The kind stays, and with it the type of the settings.
  return {
    ...resource,
    name: names.get(id) ?? resource.name,
    settings: Object.fromEntries(settings),
  } as DesiredResource;
}

function redirect(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (!Reference.isReference(value)) return value;
  const name = names.get(value.id);
  if (name === undefined) return value;
  const kind = value.id.startsWith('target group ') ? 'target group' : value.id.slice(0, value.id.indexOf(' '));
  return referenceTo(idOf({ kind, name }), value.attribute, value.suffix);
}
