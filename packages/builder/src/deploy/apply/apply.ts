import { explainAwsError } from '../../aws/aws-error.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { DesiredResource } from '../kinds/kinds.ts';
import { type Change, type Operation, orderOperations } from '../plan/operations.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { type Attributes, type DeploymentTarget, idOf, isReference, resolveReferences } from '../resource/resource.ts';
import { changeResource, createResource } from './change-resource.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { Kept } from './remove-resources.ts';
import { removeSafely } from './remove-safely.ts';

/** Called when a step starts, and when it is done. */
export type ApplyProgress = (event: ApplyEvent) => void;

/** The progress of one step. */
export interface ApplyEvent {
  readonly step: Change;
  readonly state: 'started' | 'done' | 'up to date' | Kept;
}

/**
 * Carries out a plan, one operation after the other, because each may need the results of those before it. Stops at the
 * first failure. The operations carried out so far stay, and the next plan continues from there. What is in use or has
 * messages by now is not removed.
 *
 * @param deleteMessages the queues that may be deleted with their messages
 * @returns the attributes of the resources by their ids
 */
export async function apply(
  plan: Plan,
  target: DeploymentTarget,
  progress: ApplyProgress,
  deleteMessages: readonly string[] = [],
): Promise<ReadonlyMap<string, Attributes>> {
  const known = new Map(plan.known);
  const going = new Set(plan.steps.filter(({ action }) => action === 'remove').map(idOf));
  for (const operation of orderOperations(plan.steps, plan.keepsGrants)) {
    const { step } = operation;
    progress({ step, state: 'started' });
    try {
      if (step.action === 'remove') {
        const reasons = await removeSafely(target, step, { going, deleteMessages });
        progress({ step, state: reasons.length === 0 ? 'done' : { reasons } });
      } else {
        const isChanged = await carryOut(step, operation, target, known);
        progress({ step, state: isChanged ? 'done' : 'up to date' });
      }
    } catch (error) {
      hideSecrets(error, step);
      throw explainAwsError(error, `${step.action} ${idOf(step)}`);
    }
  }
  return known;
}

/** Carries out one operation. Resolves to false if the results of earlier ones leave nothing to change. */
async function carryOut(
  step: Exclude<Change, { action: 'remove' }>,
  { settings, grows = false }: Operation,
  target: DeploymentTarget,
  known: Map<string, Attributes>,
): Promise<boolean> {
  const desired = resolved(step.desired, known);
  const missing = Object.entries(desired.settings).find(
    ([setting, value]) => isReference(value) && (settings?.includes(setting) ?? true),
  );
  if (missing !== undefined) throw new MissingResourceError(step, missing[1]);
  if (step.action === 'create') {
    known.set(idOf(step), await createResource(target, desired));
    return true;
  }
  const planned = settings ?? step.differences.map(({ setting }) => setting);
  const { attributes, isChanged } = await changeResource(target, desired, step.actual, { settings: planned, grows });
  known.set(idOf(step), attributes);
  return isChanged;
}

/** A resource refers to another one that does not exist. */
class MissingResourceError extends ExpectedError {
  constructor(step: Step, reference: unknown) {
    const id = isReference(reference) ? reference.id : 'another resource';
    super(`${idOf(step)} needs ${id}, which does not exist: create it with alr-builder apply`);
  }

  override get name(): string {
    return 'MissingResourceError';
  }
}

function resolved(desired: DesiredResource, known: ReadonlyMap<string, Attributes>): DesiredResource {
  // The kind stays, and with it the type of the settings.
  return { ...desired, settings: resolveReferences(desired.settings, known) } as DesiredResource;
}
