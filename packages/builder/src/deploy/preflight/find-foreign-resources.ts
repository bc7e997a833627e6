import type { KeyPath } from '../../config/keys/keys.ts';
import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { describeOwner, ownershipOf } from '../resource/identity.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';

/** The key that names the resources of a kind. */
const nameKeys: { readonly [Kind in KindName]?: KeyPath } = {
  function: 'lambda.name',
  'log group': 'lambda.name',
  alias: 'lambda.alias',
  role: 'role.name',
  repository: 'image.repo',
  queue: 'trigger.queue.name',
  topic: 'trigger.topic_name',
  bucket: 'trigger.bucket',
  rule: 'trigger.rule_name',
};

/** The key that says that a resource exists and is not ours. */
const existingKeys: { readonly [Kind in KindName]?: KeyPath } = {
  queue: 'trigger.queue.existing',
  topic: 'trigger.topic_existing',
  role: 'role.existing',
};

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
export function findForeignResources({ steps }: Plan, target: DeploymentTarget): string[] {
  return steps.flatMap((step) => {
    if (step.action === 'create' && step.desired.isExisting) {
      return [`${idOf(step)} does not exist: create it, or remove ${existingKeyOf(step, steps)}`];
    }
    if (step.action !== 'not ours' || step.isExisting) return [];
    if (partsOfFunction.has(step.kind) && isFunctionForeign(steps)) return [];
    return describeForeign(step, steps, target);
  });
}

function describeForeign(
  step: Extract<Step, { action: 'not ours' }>,
  steps: readonly Step[],
  target: DeploymentTarget,
): string[] {
  const { kind, actual, differences } = step;
  const { owner } = actual;
  if (owner === undefined) {
    if (usedWithoutOwner.has(kind) || (usedAsConfigured.has(kind) && differences.length === 0)) return [];
    const { project } = target.identity;
    return [
      `${idOf(step)} already exists, and this project (${project}) did not create it: ` +
        `${chooseAnother(step, steps)}take it over with --adopt`,
    ];
  }
  if (usedOfOthers.has(kind)) return [];
  // The log group of a function that is gone may still belong to another project.
  if (kind === 'log group' && ownershipOf(actual, target) === 'foreign') return [];
  const existing = existingKeyOf(step, steps);
  const shared = existing === undefined ? '' : `, or set ${existing} if they share it`;
  const key = nameKeyOf(step, steps);
  const isSibling = ownershipOf(actual, target) === 'sibling';
  const isOfStage = isSibling && owner.stage === target.identity.stage;
  const advice = isOfStage
    ? `choose another ${key}, or if there is no function ${owner.function} anymore, take it over with was: ${owner.function}`
    : isSibling
      ? `write \${STAGE} in ${key}`
      : `choose another ${key}`;
  const problem = `${idOf(step)} belongs to ${describeOwner(owner)}, not to ${describeOwner(target.identity)}`;
  return [key === undefined ? problem : `${problem}: ${advice}${shared}`];
}

function isFunctionForeign(steps: readonly Step[]): boolean {
  return steps.some(({ kind, action }) => kind === 'function' && action === 'not ours');
}

function chooseAnother(step: Step, steps: readonly Step[]): string {
  const key = nameKeyOf(step, steps);
  return key === undefined ? '' : `choose another ${key}, or `;
}

function nameKeyOf(step: Step, steps: readonly Step[]): KeyPath | undefined {
  return isDeadLetterQueue(step, steps) ? 'trigger.queue.dlq.name' : nameKeys[step.kind];
}

function existingKeyOf(step: Step, steps: readonly Step[]): KeyPath | undefined {
  return isDeadLetterQueue(step, steps) ? 'trigger.queue.dlq.existing' : existingKeys[step.kind];
}

/** The function reads the queue, but not the dead-letter queue. */
function isDeadLetterQueue({ kind, name }: Step, steps: readonly Step[]): boolean {
  return kind === 'queue' && !steps.some((step) => step.kind === 'mapping' && step.name.endsWith(`:${name}`));
}
