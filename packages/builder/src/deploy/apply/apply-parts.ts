import { ExpectedError } from '../../terminal/expected-error.ts';
import { type DeploymentPart, nameOfPart } from '../desired/deployment-part.ts';
import { isChange } from '../plan/operations.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { isHandOver, type PartPlan } from '../plan/plan-parts.ts';
import type { Attributes } from '../resource/resource.ts';
import { type ApplyEvent, apply } from './apply.ts';

/** Called when a step of a part starts, and when it is done; with an error if the part fails. */
export type PartProgress = (part: DeploymentPart, event: ApplyEvent | Error) => void;

/** How many functions are deployed at the same time. Each makes one call after the other. */
const CONCURRENCY = 5;

/** Some functions could not be deployed. */
export class FailedPartsError extends ExpectedError {
  override get name(): string {
    return 'FailedPartsError';
  }
}

/** What a deployment has done. */
export interface AppliedParts {
  /** The attributes of the resources by their ids. */
  readonly known: ReadonlyMap<string, Attributes>;
}

/**
 * Carries out the plans of a deployment: what is shared first, then the functions, several at the same time, then what is
 * no longer needed. A function that fails does not stop the others, except for those that use what it creates.
 *
 * @param deleteMessages the queues that may be deleted with their messages
 * @throws {FailedPartsError} some of several functions could not be deployed
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

  const ofRole = (role: DeploymentPart['role']) => plans.filter(({ part }) => part.role === role);
  const isRemoval = ({ action }: Step) => action === 'remove';
  const handsOver = (part: DeploymentPart) => (step: Step) => isHandOver({ part, step }, plans);
  for (const each of ofRole('shared')) await run(each, (step) => !isRemoval(step));
  for (const each of plans) await run(each, handsOver(each.part));
  await applyFunctions(inOrder(ofRole('function')), progress, async (each) => {
    await run(each, (step) => !handsOver(each.part)(step));
  });
  for (const each of ofRole('retired')) await run(each, (step) => !handsOver(each.part)(step));
  for (const each of ofRole('shared')) await run(each, isRemoval);
  return { known };
}

/** @throws {FailedPartsError} some of several functions could not be deployed */
async function applyFunctions(
  plans: readonly PartPlan[],
  progress: PartProgress,
  run: (plan: PartPlan) => Promise<void>,
): Promise<void> {
  const [only, ...others] = plans;
  if (only !== undefined && others.length === 0) return run(only);
  const ended = new Map(plans.map(({ part }) => [part, Promise.withResolvers<boolean>()]));
  const failures = new Map<DeploymentPart, unknown>();
  const queue = plans.values();
  const work = async () => {
    for (const plan of queue) {
      const { part, after } = plan;
      try {
        for (const creator of after) {
          if (!(await ended.get(creator)?.promise)) throw new FailedPartsError(`it needs ${nameOfPart(creator)}`);
        }
        await run(plan);
        ended.get(part)?.resolve(true);
      } catch (error) {
        failures.set(part, error);
        progress(part, error instanceof Error ? error : new Error(String(error)));
        ended.get(part)?.resolve(false);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  if (failures.size === 0) return;
  throw new FailedPartsError(describeFailures(plans, failures), { cause: new AggregateError(failures.values()) });
}

function describeFailures(plans: readonly PartPlan[], failures: ReadonlyMap<DeploymentPart, unknown>): string {
  const deployed = plans.filter(({ part }) => !failures.has(part)).map(({ part }) => part.target.identity.function);
  const reasons = [...failures].map(([part, error]) => {
    return `${nameOfPart(part)}: ${error instanceof Error ? error.message : String(error)}`;
  });
  const rest = deployed.length === 0 ? 'none is deployed' : `deployed: ${deployed.join(', ')}`;
  return `${failures.size} of ${plans.length} functions failed; ${rest}\n  ${reasons.join('\n  ')}`;
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
