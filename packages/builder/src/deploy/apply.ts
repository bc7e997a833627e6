import { explainAwsError } from '../aws/aws-error.ts';
import { differences } from './difference.ts';
import { kindOf } from './kinds/kinds.ts';
import type { Plan, Step } from './plan.ts';
import { resolve } from './resolve.ts';
import { type Attributes, idOf, isReference, type Site } from './resource.ts';

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
export async function apply(plan: Plan, site: Site, progress: Progress): Promise<ReadonlyMap<string, Attributes>> {
  const known = new Map(plan.known);
  for (const step of plan.steps) {
    if (step.action !== 'create' && step.action !== 'update' && step.action !== 'remove') continue;
    progress({ step, state: 'begun' });
    try {
      const isNeeded = await carryOut(step, site, known);
      progress({ step, state: isNeeded ? 'done' : 'already as wanted' });
    } catch (error) {
      throw explainAwsError(error, `${step.action} ${idOf(step)}`);
    }
  }
  return known;
}

type Change = Extract<Step, { action: 'create' | 'update' | 'remove' }>;

/** Resolves to false where, by what is known meanwhile, there was nothing to do after all. */
async function carryOut(step: Change, site: Site, known: Map<string, Attributes>): Promise<boolean> {
  const kind = kindOf(step.kind);
  if (step.action === 'remove') {
    await kind.remove(site, step.name, step.found);
    return true;
  }
  const settings = resolve(step.wanted.settings, known);
  const missing = Object.values(settings).find(isReference);
  if (missing !== undefined) throw new Error(`${idOf(step)} needs ${missing.to}, which is not there`);
  if (step.action === 'create') {
    known.set(idOf(step), await kind.create(site, step.name, settings));
    return true;
  }
  const planned = new Set(step.differences.map(({ setting }) => setting));
  const differing = differences(settings, step.found.settings).map(({ setting }) => setting);
  const changed = new Set(differing.filter((setting) => planned.has(setting)));
  if (changed.size > 0) {
    known.set(idOf(step), await kind.update(site, step.name, settings, { found: step.found, changed }));
  } else known.set(idOf(step), step.found.attributes);
  return changed.size > 0;
}
