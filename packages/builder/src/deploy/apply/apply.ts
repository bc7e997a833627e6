import { explainAwsError } from '../../aws/aws-error.ts';
import type { DesiredResource } from '../kinds/kinds.ts';
import { diffSettings } from '../plan/diff.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { resolveReferences } from '../plan/resolve-references.ts';
import { type Attributes, type DeploymentTarget, idOf, isReference } from '../resource/resource.ts';
import { createResource, updateResource } from './change-resource.ts';
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

/** A step that changes something. */
export type Change = Extract<Step, { action: 'create' | 'update' | 'remove' }>;

/** Whether a step changes something. */
export function isChange(step: Step): step is Change {
  return step.action === 'create' || step.action === 'update' || step.action === 'remove';
}

/**
 * Carries out a plan, one step after the other, because each may need the results of those before it. Stops at the
 * first failure. The steps carried out so far stay, and the next plan continues from there. What is in use or has
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
  const changes = plan.steps.filter(isChange);
  const going = new Set(changes.filter(({ action }) => action === 'remove').map(idOf));
  for (const step of changes) {
    progress({ step, state: 'started' });
    try {
      if (step.action === 'remove') {
        const reasons = await removeSafely(target, step, { going, deleteMessages });
        progress({ step, state: reasons.length === 0 ? 'done' : { reasons } });
      } else {
        const isChanged = await carryOut(step, target, known);
        progress({ step, state: isChanged ? 'done' : 'up to date' });
      }
    } catch (error) {
      hideSecrets(error, step);
      throw explainAwsError(error, `${step.action} ${idOf(step)}`);
    }
  }
  return known;
}

/** Carries out one step. Resolves to false if the results of earlier steps leave nothing to change. */
async function carryOut(
  step: Exclude<Change, { action: 'remove' }>,
  target: DeploymentTarget,
  known: Map<string, Attributes>,
): Promise<boolean> {
  const desired = resolved(step.desired, known);
  const missing = Object.values(desired.settings).find(isReference);
  if (missing !== undefined) throw new Error(`${idOf(step)} needs ${missing.id}, which does not exist`);
  if (step.action === 'create') {
    known.set(idOf(step), await createResource(target, desired));
    return true;
  }
  const planned = new Set(step.differences.map(({ setting }) => setting));
  const differing = diffSettings(desired.settings, step.actual.settings).map(({ setting }) => setting);
  const changed = new Set(differing.filter((setting) => planned.has(setting)));
  const { actual } = step;
  known.set(idOf(step), changed.size > 0 ? await updateResource(target, desired, actual, changed) : actual.attributes);
  return changed.size > 0;
}

function resolved(desired: DesiredResource, known: ReadonlyMap<string, Attributes>): DesiredResource {
  // The kind stays, and with it the type of the settings.
  return { ...desired, settings: resolveReferences(desired.settings, known) } as DesiredResource;
}
