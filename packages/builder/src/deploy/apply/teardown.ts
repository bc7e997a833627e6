import { explainAwsError } from '../../aws/aws-error.ts';
import { waitFor } from '../../aws/retry-until-consistent.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { read } from '../actual/inspect.ts';
import { kindOrder, type ResourceKey } from '../kinds/kinds.ts';
import type { ResourceState } from '../plan/plan.ts';
import { type DeploymentTarget, type Found, idOf } from '../resource/resource.ts';
import { remove } from './carry-out.ts';

/** A resource that a teardown removes. */
export interface Removal extends ResourceKey {
  readonly found: Found;
}

/** What a teardown tells of a removal. */
export type TeardownProgress = (removal: Removal, state: 'begun' | 'done' | Error) => void;

/** Some of what is ours is still there. */
export class TeardownError extends ExpectedError {
  /** What is left. */
  readonly left: readonly ResourceKey[];

  constructor(left: readonly ResourceKey[]) {
    super(
      `${left.length === 1 ? 'one resource is' : `${left.length} resources are`} still there: ` +
        `${left.map(idOf).join(', ')}; run the teardown again when the cause is gone`,
    );
    this.left = left;
  }

  override get name(): string {
    return 'TeardownError';
  }
}

/** These go with what they are part of: a repository, a role. */
const parts: ReadonlySet<string> = new Set(['image', 'managed policies', 'inline policy']);

/** What is ours, in the order in which it can go: nothing before what needs it, nor before what else it is found by. */
export function removalsOf(states: readonly ResourceState[], project: string): Removal[] {
  const ours = states
    .filter(({ kind, found }) => found?.owner === project && !parts.has(kind))
    .reverse()
    .toSorted(
      (a, b) => kindOrder.indexOf(b.kind) - kindOrder.indexOf(a.kind) || Number(isWanted(a)) - Number(isWanted(b)),
    );
  // What has another name by now is found by the function, which notes the roles down, and itself by the configuration.
  const former = ours.filter((each) => each.kind === 'role' && !isWanted(each));
  const others = ours.filter((each) => !former.includes(each));
  const last = others.findIndex((each) => each.kind === 'function' && isWanted(each));
  return others
    .toSpliced(last === -1 ? others.length : last, 0, ...former)
    .flatMap(({ kind, name, found }) => (found === undefined ? [] : [{ kind, name, found }]));
}

function isWanted({ wanted }: ResourceState): boolean {
  return wanted !== undefined;
}

/**
 * Removes all of these, and makes sure that each is gone. A failure doesn't end it: what can go goes.
 *
 * @throws TeardownError with all that is left.
 */
export async function teardown(
  removals: readonly Removal[],
  target: DeploymentTarget,
  progress: TeardownProgress,
): Promise<void> {
  const left: ResourceKey[] = [];
  for (const removal of removals) {
    progress(removal, 'begun');
    try {
      await remove(target, removal);
      await untilGone(removal, target);
      progress(removal, 'done');
    } catch (error) {
      left.push(removal);
      progress(removal, asError(explainAwsError(error, `remove ${idOf(removal)}`)));
    }
  }
  if (left.length > 0) throw new TeardownError(left);
}

/** Deletions are often taken on at once and carried out later. */
async function untilGone(removal: Removal, target: DeploymentTarget): Promise<void> {
  const gone = await waitFor(
    async () => ((await read(target, removal))?.owner === target.project ? undefined : true),
    target.aws.pause,
    120_000,
  );
  if (gone === undefined) throw new ExpectedError(`${idOf(removal)} is still there two minutes after its removal`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
