import { isDeepStrictEqual } from 'node:util';
import { type AccountChange, changesBetween, describeChange } from './account-changes.ts';
import type { Account, Entry } from './entry.ts';

/** Who runs a command. */
export interface Actor {
  readonly project: string;
  readonly stage: string;
  readonly region: string;
}

/**
 * Records who created each entry of an account, by looking at the account before and after each command. So it does not
 * depend on the tags and the names that the code under test chooses.
 */
export class Ledger {
  readonly #creators = new Map<string, Actor>();

  /**
   * Records what one actor has done.
   *
   * @returns the changes to what others have created, one line each; empty if the actor changed only what it had created
   */
  record(actor: Actor, before: Account, after: Account): string[] {
    const changes = changesBetween(before, after);
    const trespasses = changes
      .filter((change) => !this.#mayMake(actor, change, changes))
      .map((change) => this.#describe(change));
    for (const { what, after: added, before: removed } of changes) {
      if (what === 'added' && added !== undefined) this.#creators.set(added.id, actor);
      if (what === 'removed' && removed !== undefined) this.#creators.delete(removed.id);
    }
    return trespasses;
  }

  /** Records that an actor has taken over what another one created, as `--adopt` and `was` ask it to. */
  handOver(id: string, actor: Actor): void {
    this.#creators.set(id, actor);
  }

  /** The ids of everything that a stage has created and that still exists. */
  createdBy({ project, stage }: Pick<Actor, 'project' | 'stage'>): string[] {
    const isSame = ([, creator]: [string, Actor]) => creator.project === project && creator.stage === stage;
    return [...this.#creators].filter(isSame).map(([id]) => id);
  }

  #mayMake(actor: Actor, change: AccountChange, changes: readonly AccountChange[]): boolean {
    const { what, before } = change;
    if (what === 'added' || before === undefined || isDelivery(change)) return true;
    if (this.#isOf(before.id, actor)) return true;
    // What others added to a resource goes with the resource. Only whoever created it may remove it.
    const isGone = (id: string) => changes.some((other) => other.what === 'removed' && other.before?.id === id);
    return (
      what === 'removed' && before.partOf !== undefined && isGone(before.partOf) && this.#isOf(before.partOf, actor)
    );
  }

  #isOf(id: string, { project, stage, region }: Actor): boolean {
    const creator = this.#creators.get(id);
    if (creator?.project !== project) return false;
    // The stages of a project share its repository, and the regions of a stage its role.
    if (/^(repository|image) /.test(id)) return creator.region === region;
    return creator.stage === stage && (creator.region === region || /^(role|\w+ policy) global /.test(id));
  }

  #describe(change: AccountChange): string {
    const creator = this.#creators.get(change.before?.id ?? '');
    return `${describeChange(change)} (of ${creator === undefined ? 'others' : `${creator.project}/${creator.stage} in ${creator.region}`})`;
  }
}

/** Whether a queue only received messages. S3 sends a test message to all queues when a bucket's notifications change. */
function isDelivery({ before, after }: AccountChange): boolean {
  if (!before?.id.startsWith('queue ') || after === undefined) return false;
  const without = ({ content, tags }: Entry) => ({
    ...(content as object),
    ApproximateNumberOfMessages: undefined,
    tags,
  });
  return isDeepStrictEqual(without(before), without(after)) && countOf(before) < countOf(after);
}

function countOf({ content }: Entry): number {
  return Number((content as Record<string, unknown>).ApproximateNumberOfMessages);
}
