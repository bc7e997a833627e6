import { explainAwsError } from '../../aws/aws-error.ts';
import type { Wanted } from '../kinds/kinds.ts';
import { differences } from '../plan/diff.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { resolve } from '../plan/resolve.ts';
import { type Attributes, type DeploymentTarget, idOf, isReference } from '../resource/resource.ts';
import { create, remove, update } from './carry-out.ts';

/** What is told of a step while a plan is carried out. */
export type Progress = (event: ProgressEvent) => void;

/** A step begins, or is done. */
export interface ProgressEvent {
  readonly step: Step;
  readonly state: 'begun' | 'done' | 'already as wanted';
}

/**
 * Carries out a plan, one step after the other: each needs what the ones before have made. The first failure ends it;
 * what is done stays, and the next plan goes on from there.
 *
 * @returns what is known of the resources then.
 */
export async function apply(
  plan: Plan,
  target: DeploymentTarget,
  progress: Progress,
): Promise<ReadonlyMap<string, Attributes>> {
  const known = new Map(plan.known);
  for (const step of plan.steps) {
    if (step.action !== 'create' && step.action !== 'update' && step.action !== 'remove') continue;
    progress({ step, state: 'begun' });
    try {
      const isNeeded = await carryOut(step, target, known);
      progress({ step, state: isNeeded ? 'done' : 'already as wanted' });
    } catch (error) {
      throw explainAwsError(error, `${step.action} ${idOf(step)}`);
    }
  }
  return known;
}

type Change = Extract<Step, { action: 'create' | 'update' | 'remove' }>;

/** Resolves to false where, by what is known meanwhile, there was nothing to do after all. */
async function carryOut(step: Change, target: DeploymentTarget, known: Map<string, Attributes>): Promise<boolean> {
  if (step.action === 'remove') {
    await remove(target, step);
    return true;
  }
  // the same kind's
  const wanted = { ...step.wanted, settings: resolve(step.wanted.settings, known) } as Wanted;
  const missing = Object.values(wanted.settings).find(isReference);
  if (missing !== undefined) throw new Error(`${idOf(step)} needs ${missing.to}, which is not there`);
  if (step.action === 'create') {
    known.set(idOf(step), await create(target, wanted));
    return true;
  }
  const planned = new Set(step.differences.map(({ setting }) => setting));
  const differing = differences(wanted.settings, step.found.settings).map(({ setting }) => setting);
  const changed = new Set(differing.filter((setting) => planned.has(setting)));
  known.set(idOf(step), changed.size > 0 ? await update(target, wanted, step.found, changed) : step.found.attributes);
  return changed.size > 0;
}
