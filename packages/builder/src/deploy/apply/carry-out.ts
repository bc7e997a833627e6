import { isAbsence } from '../../aws/absence.ts';
import { isExistence, isSimultaneous } from '../../aws/conflict.ts';
import { whileTooEarly } from '../../aws/patience.ts';
import { read } from '../actual/inspect.ts';
import { kindOf, type ResourceKey, type Wanted } from '../kinds/kinds.ts';
import { differences } from '../plan/diff.ts';
import type { Attributes, Found, Site } from '../resource/resource.ts';

// Others may deploy the same project at the same moment, and a plan grows old while an image is pushed: so what is to be
// made is looked for once more, and what somebody else was quicker to make or to remove is as good as our own doing.

/** Makes a resource; where it is there by now and ours, changes what differs. */
export async function create(site: Site, wanted: Wanted): Promise<Attributes> {
  const isMade = await changeToBeAsWanted(site, wanted);
  if (isMade !== undefined) return isMade;
  try {
    return await alone(site, () => kindOf(wanted.kind).create(site, wanted.name, wanted.settings));
  } catch (error) {
    if (!isExistence(error)) throw error;
    const attributes = await changeToBeAsWanted(site, wanted);
    if (attributes === undefined) throw error;
    return attributes;
  }
}

async function changeToBeAsWanted(site: Site, wanted: Wanted): Promise<Attributes | undefined> {
  const found = await read(site, { ...wanted, wanted });
  if (found?.owner !== site.project) return undefined;
  const changed = new Set(differences(wanted.settings, found.settings).map(({ setting }) => setting));
  return changed.size === 0 ? found.attributes : await update(site, wanted, found, changed);
}

/** Changes these settings of a resource. */
export async function update(
  site: Site,
  { kind, name, settings }: Wanted,
  found: Found,
  changed: ReadonlySet<string>,
): Promise<Attributes> {
  return alone(site, () => kindOf(kind).update(site, name, settings, { found, changed }));
}

/** Removes a resource. */
export async function remove(site: Site, { kind, name, found }: ResourceKey & { readonly found: Found }) {
  try {
    await alone(site, () => kindOf(kind).remove(site, name, found));
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** Does it again while AWS is busy with somebody else's change of the same thing. */
function alone<Answer>({ aws }: Site, call: () => Promise<Answer>): Promise<Answer> {
  return whileTooEarly(call, isSimultaneous, aws.pause);
}
