import { isAlreadyExists } from '../../aws/already-exists.ts';
import { isNotFound } from '../../aws/not-found.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { readResource } from '../actual/inspect.ts';
import { type DesiredResource, kindOf, type ResourceKey } from '../kinds/kinds.ts';
import { diffSettings } from '../plan/diff.ts';
import { describeOwner, mayChange } from '../resource/identity.ts';
import type { ActualResource, Attributes, DeploymentTarget, RemovalOptions } from '../resource/resource.ts';

// The same project may be deployed from two places at once, others change the account too, and a plan can be minutes old
// after an image was pushed. So every resource is read again right before it is changed, and it is not a failure if
// another deployment was quicker.

/** A resource was ours when the plan was made, or did not exist, and belongs to others now. */
export class TakenResourceError extends ExpectedError {
  override get name(): string {
    return 'TakenResourceError';
  }
}

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

/** Resolves to undefined if there is no such resource. Many services take over an existing resource in a create call. */
async function updateIfOurs(target: DeploymentTarget, desired: DesiredResource): Promise<Attributes | undefined> {
  const actual = await readResource(target, { ...desired, desired });
  if (actual === undefined) return undefined;
  checkOwner(target, desired, actual);
  const changed = new Set(diffSettings(desired.settings, actual.settings).map(({ setting }) => setting));
  return changed.size === 0 ? actual.attributes : updateResource(target, desired, actual, changed);
}

function checkOwner(target: DeploymentTarget, { kind, name }: DesiredResource, actual: ActualResource): void {
  if (mayChange(actual, target)) return;
  const owner = actual.owner === undefined ? 'others' : describeOwner(actual.owner);
  throw new TakenResourceError(`${kind} ${name} belongs to ${owner} by now: choose another name, or plan again`);
}

/** Which settings of a resource to change. */
export interface SettingsToChange {
  readonly settings: readonly string[];
  /** Whether to grant what the actual settings grant too. */
  readonly grows: boolean;
}

/**
 * Changes settings of a resource that differ from the desired ones now. If it is gone by now, it is created.
 *
 * @param planned the resource when the plan was made
 * @returns its attributes, and whether anything differed
 * @throws {TakenResourceError} it belongs to others by now
 */
export async function changeResource(
  target: DeploymentTarget,
  desired: DesiredResource,
  planned: ActualResource,
  { settings, grows }: SettingsToChange,
): Promise<{ attributes: Attributes; isChanged: boolean }> {
  const read = await readResource(target, { ...desired, desired });
  if (read === undefined) return { attributes: await createResource(target, desired), isChanged: true };
  // One that is taken over has no owner until its tags are changed.
  const actual = planned.isAdopted && read.owner === undefined ? { ...read, owner: planned.owner } : read;
  checkOwner(target, desired, actual);
  const { grow } = kindOf(desired.kind);
  // The kind stays, and with it the type of the settings.
  const wanted =
    grows && grow ? ({ ...desired, settings: grow(desired.settings, actual.settings) } as DesiredResource) : desired;
  const differing = diffSettings(wanted.settings, actual.settings).map(({ setting }) => setting);
  const changed = new Set(differing.filter((setting) => settings.includes(setting)));
  if (changed.size === 0) return { attributes: actual.attributes, isChanged: false };
  return { attributes: await updateResource(target, wanted, actual, changed), isChanged: true };
}

/**
 * Updates some settings of a resource.
 *
 * @param changed the names of the settings
 */
async function updateResource(
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
