import { isExistence, isSimultaneous } from '../../aws/conflict.ts';
import { isNotFound } from '../../aws/not-found.ts';
import { retryUntilConsistent } from '../../aws/retry-until-consistent.ts';
import { read } from '../actual/inspect.ts';
import { kindOf, type ResourceKey, type Wanted } from '../kinds/kinds.ts';
import { differences } from '../plan/diff.ts';
import type { Attributes, DeploymentTarget, Found } from '../resource/resource.ts';

// Others may deploy the same project at the same moment, and a plan grows old while an image is pushed: so what is to be
// made is looked for once more, and what somebody else was quicker to make or to remove is as good as our own doing.

/** Makes a resource; where it is there by now and ours, changes what differs. */
export async function create(target: DeploymentTarget, wanted: Wanted): Promise<Attributes> {
  const isMade = await changeToBeAsWanted(target, wanted);
  if (isMade !== undefined) return isMade;
  try {
    return await alone(target, () => kindOf(wanted.kind).create(target, wanted.name, wanted.settings));
  } catch (error) {
    if (!isExistence(error)) throw error;
    const attributes = await changeToBeAsWanted(target, wanted);
    if (attributes === undefined) throw error;
    return attributes;
  }
}

async function changeToBeAsWanted(target: DeploymentTarget, wanted: Wanted): Promise<Attributes | undefined> {
  const found = await read(target, { ...wanted, wanted });
  if (found?.owner !== target.project) return undefined;
  const changed = new Set(differences(wanted.settings, found.settings).map(({ setting }) => setting));
  return changed.size === 0 ? found.attributes : await update(target, wanted, found, changed);
}

/** Changes these settings of a resource. */
export async function update(
  target: DeploymentTarget,
  { kind, name, settings }: Wanted,
  found: Found,
  changed: ReadonlySet<string>,
): Promise<Attributes> {
  return alone(target, () => kindOf(kind).update(target, name, settings, { found, changed }));
}

/** Removes a resource. */
export async function remove(target: DeploymentTarget, { kind, name, found }: ResourceKey & { readonly found: Found }) {
  try {
    await alone(target, () => kindOf(kind).remove(target, name, found));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Does it again while AWS is busy with somebody else's change of the same thing. */
function alone<Answer>({ aws }: DeploymentTarget, call: () => Promise<Answer>): Promise<Answer> {
  return retryUntilConsistent(call, isSimultaneous, aws.pause);
}
