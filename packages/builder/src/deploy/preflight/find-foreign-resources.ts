import type { Configuration } from '../../config/configuration.ts';
import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { describeOwner, type Owner, type Ownership, ownershipOf, PROJECT_WIDE } from '../resource/identity.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import { keysOf, type ResourceKeys } from './keys-of-resources.ts';

/**
 * Kinds of resources that are used unchanged if they have no owner: as in version 1.0, a queue, topic or role of the
 * configured name counts as existing. A bucket exists unless it is created, and nothing depends on whose the log group
 * is. For subscriptions and for a role's policies, only what is missing is created.
 */
const usedWithoutOwner: ReadonlySet<KindName> = new Set([
  'queue',
  'topic',
  'role',
  'bucket',
  'log group',
  'repository',
  'subscription',
  'mapping',
  'managed policies',
  'inline policy',
]);

/** Kinds that are used whoever they belong to: a repository holds the images of several projects. */
const usedOfOthers: ReadonlySet<KindName> = new Set([
  'repository',
  'subscription',
  'managed policies',
  'inline policy',
]);

/** Kinds of resources without an owner that are used if they are as configured. */
const usedAsConfigured: ReadonlySet<KindName> = new Set(['function url', 'asynchronous configuration']);

/** What belongs to the function. Its problem is that of the function. */
const partsOfFunction: ReadonlySet<KindName> = new Set([
  'alias',
  'asynchronous configuration',
  'permission',
  'mapping',
  'function url',
]);

/** Finds the wanted resources that belong to others, and are not marked as existing. */
export function findForeignResources(
  { steps }: Plan,
  target: DeploymentTarget,
  configuration: Configuration,
): string[] {
  return steps.flatMap((step) => {
    const keys = keysOf(step, configuration);
    if (step.action === 'create' && step.desired.isExisting) {
      const otherwise = keys?.create === undefined ? '' : `, or ${keys.create}`;
      return [`${idOf(step)} does not exist: create it${otherwise}`];
    }
    if (step.action !== 'not ours' || step.isExisting) return [];
    if (partsOfFunction.has(step.kind) && isFunctionForeign(steps)) return [];
    // A queue of the stage that only other functions name.
    if (step.kind === 'queue' && keys === undefined) return [];
    return describeForeign(step, keys, target);
  });
}

function describeForeign(
  { kind, name, actual, differences }: Extract<Step, { action: 'not ours' }>,
  keys: ResourceKeys | undefined,
  target: DeploymentTarget,
): string[] {
  const id = idOf({ kind, name });
  const { owner } = actual;
  if (owner === undefined) {
    if (usedWithoutOwner.has(kind) || (usedAsConfigured.has(kind) && differences.length === 0)) return [];
    const { project } = target.identity;
    const otherwise = keys === undefined ? '' : `${keys.avoid}, or `;
    return [
      `${id} already exists, and this project (${project}) did not create it: ${otherwise}take it over with --adopt`,
    ];
  }
  if (usedOfOthers.has(kind)) return [];
  const ownership = ownershipOf(actual, target);
  // The log group of a function that is gone may still belong to another project.
  if (kind === 'log group' && ownership === 'foreign') return [];
  const identity = keys?.isOfStage ? { ...target.identity, function: PROJECT_WIDE } : target.identity;
  const problem = `${id} belongs to ${describeOwner(owner)}, not to ${describeOwner(identity)}`;
  if (keys === undefined) return [problem];
  const shared = keys.share === undefined ? '' : `, or ${keys.share} if they share it`;
  return [`${problem}: ${adviceOn(owner, keys, ownership, target)}${shared}`];
}

function adviceOn(
  owner: Owner,
  { path, avoid, isOfStage }: ResourceKeys,
  ownership: Ownership,
  { identity }: DeploymentTarget,
): string {
  if (ownership !== 'sibling') return avoid;
  if (owner.stage !== identity.stage) return `write \${STAGE} in ${path}`;
  if (isOfStage || owner.function === PROJECT_WIDE) return avoid;
  return `${avoid}, or if there is no function ${owner.function} anymore, take it over with was: ${owner.function}`;
}

function isFunctionForeign(steps: readonly Step[]): boolean {
  return steps.some(({ kind, action }) => kind === 'function' && action === 'not ours');
}
