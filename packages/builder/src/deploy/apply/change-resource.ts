import { isAlreadyExists } from '../../aws/conflict.ts';
import { isNotFound } from '../../aws/not-found.ts';
import { readResource } from '../actual/inspect.ts';
import { type DesiredResource, kindOf, type ResourceKey } from '../kinds/kinds.ts';
import { diffSettings } from '../plan/diff.ts';
import { mayChange } from '../resource/identity.ts';
import type { ActualResource, Attributes, DeploymentTarget, RemovalOptions } from '../resource/resource.ts';

// The same project may be deployed from two places at once, and a plan can be minutes old after an image was pushed.
// So a resource is read again before it is created, and it is not a failure if another deployment was quicker.

/** Creates a resource. If it exists by now and is ours, updates it instead. */
export async function createResource(target: DeploymentTarget, desired: DesiredResource): Promise<Attributes> {
  const existing = await updateIfOurs(target, desired);
  if (existing !== undefined) return existing;
  try {
    return await kindOf(desired.kind).create(target, desired.name, desired.settings);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const attributes = await updateIfOurs(target, desired);
    if (attributes === undefined) throw error;
    return attributes;
  }
}

async function updateIfOurs(target: DeploymentTarget, desired: DesiredResource): Promise<Attributes | undefined> {
  const actual = await readResource(target, { ...desired, desired });
  if (actual === undefined || !mayChange(actual, target)) return undefined;
  const changed = new Set(diffSettings(desired.settings, actual.settings).map(({ setting }) => setting));
  return changed.size === 0 ? actual.attributes : await updateResource(target, desired, actual, changed);
}

/**
 * Updates some settings of a resource.
 *
 * @param changed the names of the settings
 */
export async function updateResource(
  target: DeploymentTarget,
  { kind, name, settings }: DesiredResource,
  actual: ActualResource,
  changed: ReadonlySet<string>,
): Promise<Attributes> {
  return kindOf(kind).update(target, name, settings, { actual, changed });
}

/** Removes a resource. It may be gone already. */
export async function removeResource(
  target: DeploymentTarget,
  { kind, name, actual }: ResourceKey & { readonly actual: ActualResource },
  options: RemovalOptions = {},
): Promise<void> {
  try {
    await kindOf(kind).remove(target, name, actual, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
