import { ExpectedError } from '../../terminal/expected-error.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import { describeOwner, mayChange, ownershipOf } from '../resource/identity.ts';
import { type ActualResource, type DeploymentTarget, idOf } from '../resource/resource.ts';
import { readResource } from './inspect.ts';

/** A command would act on a resource that does not exist, or that does not belong to this project and stage. */
export class NotOursError extends ExpectedError {
  override get name(): string {
    return 'NotOursError';
  }
}

/**
 * Reads a resource that a command changes.
 *
 * @throws {NotOursError} it does not exist, or belongs to others
 */
export async function readOurs(target: DeploymentTarget, key: ResourceKey): Promise<ActualResource> {
  const actual = await readExisting(target, key);
  if (mayChange(actual, target)) return actual;
  if (ownershipOf(actual, target) !== 'from 1.0') throw new NotOursError(describeForeign(target, key, actual));
  throw new NotOursError(`${idOf(key)} was created by version 1.0: name its stage once, such as --stage prod`);
}

/**
 * Checks that a resource belongs to this project and stage, before a command uses it without changing it.
 *
 * @param key by default, the function
 * @throws {NotOursError} it does not exist, or belongs to others
 */
export async function checkIsOurs(
  target: DeploymentTarget,
  key: ResourceKey = { kind: 'function', name: target.functionName },
): Promise<void> {
  const actual = await readExisting(target, key);
  const ownership = ownershipOf(actual, target);
  if (ownership === 'ours' || ownership === 'from 1.0') return;
  throw new NotOursError(describeForeign(target, key, actual));
}

async function readExisting(target: DeploymentTarget, key: ResourceKey): Promise<ActualResource> {
  const actual = await readResource(target, key);
  if (actual !== undefined) return actual;
  throw new NotOursError(`${idOf(key)} does not exist yet: create it with alr-builder apply`);
}

function describeForeign({ identity }: DeploymentTarget, key: ResourceKey, { owner }: ActualResource): string {
  const ours = describeOwner(identity);
  return owner === undefined
    ? `${idOf(key)} was not created by this project (${ours}): choose another name, or take it over with apply --adopt`
    : `${idOf(key)} belongs to ${describeOwner(owner)}, not to ${ours}: choose another name, or select its stage`;
}
