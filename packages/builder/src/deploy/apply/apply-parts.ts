import { type DeploymentPart, nameOfPart } from '../desired/deployment-part.ts';
import { isChange } from '../plan/operations.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { isHandOver, type PartPlan } from '../plan/plan-parts.ts';
import type { Attributes } from '../resource/resource.ts';
import { type ApplyEvent, apply } from './apply.ts';
import { FailedPartsError, type PartOutcome } from './failed-parts.ts';

/** What happens to a part: a step of it starts or ends, or all of its steps have ended; or an error if the part fails. */
export type PartEvent = ApplyEvent | 'done' | Error;

/** Called when something happens to a part. */
export type PartProgress = (part: DeploymentPart, event: PartEvent) => void;

/** How many functions are deployed at the same time. Each makes one call after the other. */
const CONCURRENCY = 5;

/** What a deployment has done. */
export interface AppliedParts {
  /** The attributes of the resources by their ids. */
  readonly known: ReadonlyMap<string, Attributes>;
}

/**
 * Carries out the plans of a deployment: what is shared first, then the functions, several at the same time, then what is
 * no longer needed. A part that fails does not stop the others, except for those that need it.
 *
 * @param deleteMessages the queues that may be deleted with their messages
 * @throws {FailedPartsError} some parts of a deployment with several functions failed
 */
export async function applyParts(
  plans: readonly PartPlan[],
  progress: PartProgress,
  deleteMessages: readonly string[] = [],
): Promise<AppliedParts> {
  const known = new Map<string, Attributes>();
  const run = async ({ part, plan }: PartPlan, includes: (step: Step) => boolean) => {
    const steps = plan.steps.filter(includes);
    const limited: Plan = { ...plan, steps, known: new Map([...plan.known, ...known]) };
    const attributes = steps.some(isChange)
      ? await apply(limited, part.target, (event) => progress(part, event), deleteMessages)
      : limited.known;
    for (const [id, each] of attributes) known.set(id, each);
  };
  const outcomes = new Outcomes(plans, progress);

  const ofRole = (role: DeploymentPart['role']) => plans.filter(({ part }) => part.role === role);
  const isRemoval = ({ action }: Step) => action === 'remove';
  const handsOver = (part: DeploymentPart) => (step: Step) => isHandOver({ part, step }, plans);
  const isRest = (part: DeploymentPart) => (step: Step) => !handsOver(part)(step);
  const isShared = ({ part }: PartPlan) => part.role === 'shared';
  const neededBy = (plan: PartPlan) => (other: PartPlan) =>
    isShared(other) || plan.after.includes(other.part) || handsOverTo(plan, other);
  for (const each of ofRole('shared')) await outcomes.of(each, { run, includes: (step) => !isRemoval(step) });
  for (const each of plans) await outcomes.of(each, { run, includes: handsOver(each.part), needs: isShared });
  await inTurns(inOrder(ofRole('function')), async (each) => {
    await outcomes.of(each, { run, includes: isRest(each.part), needs: neededBy(each), isLast: true });
  });
  for (const each of ofRole('retired')) {
    const needs = ({ part }: PartPlan) => part.role !== 'retired';
    await outcomes.of(each, { run, includes: isRest(each.part), needs, isLast: true });
  }
  for (const each of ofRole('shared'))
    await outcomes.of(each, { run, includes: isRemoval, needs: () => true, isLast: true });
  outcomes.check();
  return { known };
}

/** Whether a part stops reading a source that another one reads from then on. */
function handsOverTo(plan: PartPlan, { part, plan: { steps } }: PartPlan): boolean {
  return part !== plan.part && steps.some((step) => isHandOver({ part, step }, [plan]));
}

/** Deploys several functions at the same time. Each waits for those that create what it uses. */
async function inTurns(plans: readonly PartPlan[], carryOut: (plan: PartPlan) => Promise<void>): Promise<void> {
  const ended = new Map(plans.map(({ part }) => [part, Promise.withResolvers<void>()]));
  const queue = plans.values();
  const work = async () => {
    for (const plan of queue) {
      for (const creator of plan.after) await ended.get(creator)?.promise;
      await carryOut(plan);
      ended.get(plan.part)?.resolve();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

/** Some steps of a part, which are carried out together. */
interface Phase {
  readonly run: (plan: PartPlan, includes: (step: Step) => boolean) => Promise<void>;
  readonly includes: (step: Step) => boolean;
  /** Whether another part has to be done before. */
  readonly needs?: (other: PartPlan) => boolean;
  /** Whether the part is done after this phase. */
  readonly isLast?: boolean;
}

/** Records what has become of the parts so far. */
class Outcomes {
  readonly #plans: readonly PartPlan[];
  readonly #progress: PartProgress;
  readonly #outcomes = new Map<DeploymentPart, PartOutcome>();
  readonly #errors: unknown[] = [];

  constructor(plans: readonly PartPlan[], progress: PartProgress) {
    this.#plans = plans;
    this.#progress = progress;
  }

  /** Carries out some steps of a part, unless it has failed, or one of the parts that it needs. */
  async of(plan: PartPlan, { run, includes, needs = () => false, isLast = false }: Phase): Promise<void> {
    const { part } = plan;
    if (this.#outcomes.has(part)) return;
    const reason = this.#obstacle((other) => other.part !== part && needs(other));
    const isBlocked = reason !== undefined && plan.plan.steps.some((step) => isChange(step) && includes(step));
    if (isBlocked) {
      this.#outcomes.set(part, { state: 'not started', reason });
      return;
    }
    try {
      await run(plan, includes);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#errors.push(failure);
      this.#outcomes.set(part, { state: 'failed', reason: failure.message });
      this.#progress(part, failure);
      return;
    }
    if (!isLast) return;
    this.#outcomes.set(part, { state: 'done' });
    if (plan.plan.steps.some(isChange)) this.#progress(part, 'done');
  }

  /** Why what needs these parts cannot start; undefined if it can. */
  #obstacle(isNeeded: (plan: PartPlan) => boolean): string | undefined {
    const missing = this.#plans.filter((plan) => {
      return (this.#outcomes.get(plan.part)?.state ?? 'done') !== 'done' && isNeeded(plan);
    });
    const [first] = missing;
    if (first === undefined) return undefined;
    if (missing.length > 1) return `${missing.length} other parts are not done`;
    const isFailed = this.#outcomes.get(first.part)?.state === 'failed';
    return `${nameOfPart(first.part)} ${isFailed ? 'failed' : 'was not started'}`;
  }

  /**
   * @throws {FailedPartsError} some parts of a deployment with several functions failed
   * @throws {Error} a part of another deployment failed
   */
  check(): void {
    const [first] = this.#errors;
    if (first === undefined) return;
    if (this.#plans.filter(({ part }) => part.role === 'function').length <= 1) throw first;
    const inOrder = this.#plans.flatMap(({ part }): [DeploymentPart, PartOutcome][] => {
      const outcome = this.#outcomes.get(part);
      return outcome === undefined ? [] : [[part, outcome]];
    });
    throw new FailedPartsError(new Map(inOrder), this.#errors);
  }
}

/** Puts a part behind those that create what it uses. A part waits only for earlier ones, so no two wait for each other. */
function inOrder(plans: readonly PartPlan[]): PartPlan[] {
  const ordered: PartPlan[] = [];
  const visited = new Set<DeploymentPart>();
  const visit = (plan: PartPlan) => {
    if (visited.has(plan.part)) return;
    visited.add(plan.part);
    for (const creator of plan.after) {
      const found = plans.find(({ part }) => part === creator);
      if (found !== undefined) visit(found);
    }
    const earlier = plan.after.filter((part) => ordered.some((each) => each.part === part));
    ordered.push({ ...plan, after: earlier });
  };
  for (const plan of plans) visit(plan);
  return ordered;
}
