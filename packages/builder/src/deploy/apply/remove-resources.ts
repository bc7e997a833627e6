import { explainAwsError } from '../../aws/aws-error.ts';
import { pollUntilDefined } from '../../aws/retry-until-consistent.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { readResource } from '../actual/inspect.ts';
import { kindOrder, type ResourceKey, type ResourceState } from '../kinds/kinds.ts';
import { isOurs } from '../resource/identity.ts';
import { type ActualResource, type DeploymentTarget, idOf } from '../resource/resource.ts';
import { removeResource } from './change-resource.ts';

/** A resource that a teardown removes. */
export interface Removal extends ResourceKey {
  readonly actual: ActualResource;
}

/** Called when a removal starts, and when it is done or has failed. */
export type RemovalProgress = (removal: Removal, state: 'started' | 'done' | Error) => void;

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

/** These are removed together with the repository or the role that they are part of. */
const parts: ReadonlySet<string> = new Set(['image', 'managed policies', 'inline policy']);

/**
 * Lists the resources of a project in the order of removal: the reverse order of creation, and within a kind those with
 * a former name first. Former roles go before the function, because only its tags lead to them: if a teardown fails
 * halfway, the next one has to find the rest.
 */
export function removalsOf(states: readonly ResourceState[], target: Pick<DeploymentTarget, 'identity'>): Removal[] {
  const ours = states
    .filter(({ kind, actual }) => isOurs(actual, target) && !parts.has(kind))
    .reverse()
    .toSorted(
      (a, b) => kindOrder.indexOf(b.kind) - kindOrder.indexOf(a.kind) || Number(isDesired(a)) - Number(isDesired(b)),
    );
  const formerRoles = ours.filter((each) => each.kind === 'role' && !isDesired(each));
  const others = ours.filter((each) => !formerRoles.includes(each));
  const currentFunction = others.findIndex((each) => each.kind === 'function' && isDesired(each));
  return others
    .toSpliced(currentFunction === -1 ? others.length : currentFunction, 0, ...formerRoles)
    .flatMap(({ kind, name, actual }) => (actual === undefined ? [] : [{ kind, name, actual }]));
}

function isDesired({ desired }: ResourceState): boolean {
  return desired !== undefined;
}

/**
 * Removes resources, and waits until each is gone. Continues after a failure, so that as much as possible is removed.
 *
 * @throws {TeardownError} some resources could not be removed
 */
export async function removeResources(
  removals: readonly Removal[],
  target: DeploymentTarget,
  progress: RemovalProgress,
): Promise<void> {
  const left: ResourceKey[] = [];
  for (const removal of removals) {
    progress(removal, 'started');
    try {
      await removeResource(target, removal);
      await waitUntilGone(removal, target);
      progress(removal, 'done');
    } catch (error) {
      left.push(removal);
      progress(removal, asError(explainAwsError(error, `remove ${idOf(removal)}`)));
    }
  }
  if (left.length > 0) throw new TeardownError(left);
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
