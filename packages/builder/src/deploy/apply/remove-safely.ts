import { pollUntilDefined } from '../../aws/retry-until-consistent.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { readResource } from '../actual/inspect.ts';
import { ContentsError } from '../resource/contents.ts';
import { isOurs } from '../resource/identity.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { usersOf } from '../usage/find-users.ts';
import { reasonsToKeep } from '../usage/removal-reasons.ts';
import type { Removal } from '../usage/users/user.ts';
import { removeResource } from './change-resource.ts';

/** Limits what a run removes. */
export interface RemovalLimits {
  /** The ids of what this run removes. An id is taken out if its resource stays after all. */
  readonly going: Set<string>;
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages: readonly string[];
}

/**
 * Removes a resource of ours, and waits until it is gone. Right before, it reads everything again that could keep the
 * resource, because minutes may have passed since the plan: whose it is, who uses it, and what is in it.
 *
 * @returns the reasons why the resource stays; none if it is gone
 */
export async function removeSafely(
  target: DeploymentTarget,
  removal: Removal,
  { going, deleteMessages }: RemovalLimits,
): Promise<readonly string[]> {
  const actual = await readResource(target, removal);
  if (actual === undefined) return [];
  if (!isOurs(actual, target)) return ['it is no longer ours'];
  const current = { ...removal, actual };
  const id = idOf(removal);
  const users = await usersOf(target, current);
  const reasons = reasonsToKeep([{ ...current, users }], going, deleteMessages).get(id) ?? [];
  if (reasons.length > 0) {
    going.delete(id);
    return reasons;
  }
  try {
    await removeResource(target, current, { deleteMessages });
    await waitUntilGone(current, target);
    return [];
  } catch (error) {
    going.delete(id);
    if (error instanceof ContentsError) return [error.message];
    throw error;
  }
}

/** AWS often accepts a deletion at once and carries it out later. */
async function waitUntilGone(removal: Removal, target: DeploymentTarget): Promise<void> {
  const isGone = await pollUntilDefined(
    async () => (isOurs(await readResource(target, removal), target) ? undefined : true),
    target.aws.pause,
    120_000,
  );
  if (isGone === undefined) throw new ExpectedError(`${idOf(removal)} still exists two minutes after its removal`);
}
