import { IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { explainAwsError } from '../../aws/aws-error.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { KindName, ResourceKey } from '../kinds/kinds.ts';
import { REGIONS_TAG, regionsOf } from '../kinds/role/role.ts';
import { type DeploymentTarget, idOf, tagsIn } from '../resource/resource.ts';
import { functionsWithRole } from '../usage/users/role-users.ts';
import type { Removal } from '../usage/users/user.ts';
import { removeSafely } from './remove-safely.ts';

/** A resource stays, although it was to be removed. */
export interface Kept {
  readonly reasons: readonly string[];
}

/** Called when a removal starts, and when it is done, has failed, or turned out to be impossible. */
export type RemovalProgress = (removal: Removal, state: 'started' | 'done' | Kept | Error) => void;

/** A teardown could not remove all resources. */
export class TeardownError extends ExpectedError {
  /** The resources that still exist. */
  readonly left: readonly ResourceKey[];

  constructor(left: readonly ResourceKey[]) {
    super(
      `${left.length === 1 ? 'one resource was' : `${left.length} resources were`} not removed: ` +
        `${left.map(idOf).join(', ')}; remove the cause, then run the teardown again`,
    );
    this.left = left;
  }

  override get name(): string {
    return 'TeardownError';
  }
}

/** Limits what is removed. */
export interface RemoveResourcesOptions {
  /** The queues that may be deleted with their messages. */
  readonly deleteMessages?: readonly string[];
  /** Why resources stay according to the plan, by their ids. */
  readonly kept?: ReadonlyMap<string, readonly string[]>;
  /** The ids of everything that goes in the same run. What stays after all is taken out. */
  readonly going?: Set<string>;
}

/**
 * What connects the function with a source, in part with one of others. Without the function, its permissions and its
 * queue, the next teardown could not find it.
 */
const connections: ReadonlySet<KindName> = new Set([
  'mapping',
  'notification',
  'subscription',
  'rule target',
  'target',
  'listener rule',
  'function url',
  'integration',
  'route',
]);

/**
 * Removes resources, and waits until each is gone. Keeps what is in use or has messages. Continues after a failure, so
 * that as much as possible is removed, except that what is connected stays if a connection could not be removed.
 *
 * @throws {TeardownError} some resources could not be removed
 */
export async function removeResources(
  removals: readonly Removal[],
  target: DeploymentTarget,
  progress: RemovalProgress,
  {
    deleteMessages = [],
    kept = new Map(),
    going = new Set(removals.map(idOf).filter((id) => !kept.has(id))),
  }: RemoveResourcesOptions = {},
): Promise<void> {
  const left: ResourceKey[] = [];
  const limits = { going, deleteMessages };
  let connected: ResourceKey | undefined;
  for (const removal of removals) {
    progress(removal, 'started');
    try {
      const blocked = connected && !connections.has(removal.kind) && [`${idOf(connected)} could not be removed`];
      if (blocked) limits.going.delete(idOf(removal));
      const reasons = blocked || (kept.get(idOf(removal)) ?? (await removeSafely(target, removal, limits)));
      if (removal.kind === 'role' && reasons.length > 0) await releaseRole(target, removal, limits.going);
      progress(removal, reasons.length === 0 ? 'done' : { reasons });
    } catch (error) {
      left.push(removal);
      if (connections.has(removal.kind)) connected ??= removal;
      progress(removal, asError(explainAwsError(error, `remove ${idOf(removal)}`)));
    }
  }
  if (left.length > 0) throw new TeardownError(left);
}

/**
 * Removes this region from the tag of a role that other regions still use, so that the last of them can delete the
 * role. If a function of this region still runs as the role, the region stays.
 */
async function releaseRole(
  { aws }: DeploymentTarget,
  { name, actual }: Removal,
  going: ReadonlySet<string>,
): Promise<void> {
  const regions = regionsOf(tagsIn(actual.settings));
  const others = regions.filter((region) => region !== aws.region);
  if (others.length === 0 || others.length === regions.length) return;
  const users = await functionsWithRole(aws, actual.attributes.arn);
  if (users.some(({ id = '' }) => !going.has(id))) return;
  const Tags = [{ Key: REGIONS_TAG, Value: others.join(' ') }];
  await aws.client(IAMClient).send(new TagRoleCommand({ RoleName: name, Tags }));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
