import { nameOf } from '../../aws/arn.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { tagsToRemove } from '../resource/configured-tags.ts';
import { idOf, tagsIn } from '../resource/resource.ts';

/**
 * Finds a setting in a plan that AWS would reject, without asking AWS.
 *
 * @returns which one, and what to do about it; undefined if there is none
 */
export function findImpossibleSetting({ steps }: Plan, configuration: Configuration): string | undefined {
  const checks = [checkPackageType, checkName, checkTags, checkVisibility, checkCreationOnly];
  for (const step of steps) {
    for (const check of checks) {
      const problem = check(step, configuration, steps);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function checkPackageType({ kind, name, ...step }: Step): string | undefined {
  if (kind !== 'function' || !('actual' in step) || step.actual.attributes.packageType !== 'Zip') return undefined;
  return (
    `the function ${name} was deployed as a Zip file, and Lambda cannot change it to an image: choose another ` +
    'lambda.name, or delete it first'
  );
}

/** The longest names that AWS accepts. */
const maxLengths: { readonly [Kind in KindName]?: number } = {
  function: 64,
  role: 64,
  queue: 80,
  topic: 256,
  bucket: 63,
  rule: 64,
  'target group': 32,
};

function checkName({ action, kind, name }: Step): string | undefined {
  const max = maxLengths[kind];
  if (action !== 'create' || max === undefined || name.length <= max) return undefined;
  return `the name of the ${kind} ${name} has ${name.length} characters, but AWS allows ${max}: choose a shorter one`;
}

const MAX_TAGS = 50;

/** Tags of others stay, so they count too. */
function checkTags(step: Step): string | undefined {
  if (step.action !== 'create' && step.action !== 'update') return undefined;
  const desired = tagsIn(step.desired.settings);
  if (desired === undefined) return undefined;
  const actual = step.action === 'update' ? (tagsIn(step.actual.settings) ?? {}) : {};
  const removed = tagsToRemove(actual, desired);
  const count = new Set([...Object.keys(actual), ...Object.keys(desired)]).size - removed.length;
  if (count <= MAX_TAGS) return undefined;
  return `${idOf(step)} would have ${count} tags, but AWS allows ${MAX_TAGS}: remove some of lambda.tags`;
}

/** Finds a setting that AWS sets only when the resource is created. */
function checkCreationOnly(step: Step): string | undefined {
  if (step.action !== 'update') return undefined;
  const changeOf = (setting: string) => step.differences.find((each) => each.setting === setting);
  const { kind, name } = step;
  const durable = changeOf('durable');
  if (kind === 'function' && durable?.from === null) {
    return (
      `the function ${name} exists and is not durable, and AWS makes a function durable only when it is created: choose ` +
      'another lambda.name, or delete it first'
    );
  }
  if (kind === 'function' && durable?.to === null) {
    return `the function ${name} is durable, and AWS cannot change that: set lambda.durable, or choose another lambda.name`;
  }
  const logClass = changeOf('class');
  if (kind === 'log group' && logClass !== undefined) {
    return (
      `the log group ${name} has the class ${logClass.from}, and AWS sets the class only when a group is created: remove ` +
      'lambda.log_class, or delete the log group with its logs first'
    );
  }
  const path = changeOf('path');
  if (kind !== 'role' || path === undefined) return undefined;
  return (
    `the role ${name} has the path ${path.from}, and AWS sets the path only when a role is created: set role.path to ` +
    `${path.from}, or choose another role.name`
  );
}

/** Lambda reads no queue whose messages would appear again while the function still handles them. */
function checkVisibility(
  step: Step,
  { lambda: { timeout } }: Configuration,
  steps: readonly Step[],
): string | undefined {
  if (step.kind !== 'queue' || step.action !== 'not ours') return undefined;
  const isRead = steps.some(({ kind, name }) => kind === 'mapping' && nameOf(name) === step.name);
  const visibility = 'visibilityTimeout' in step.actual.settings ? Number(step.actual.settings.visibilityTimeout) : NaN;
  if (!isRead || !(visibility < timeout)) return undefined;
  return (
    `the queue ${step.name} is not ours, and its visibility timeout of ${visibility} s is shorter than lambda.timeout ` +
    `(${timeout} s), which Lambda rejects: ask its owners for ${6 * timeout} s, or lower lambda.timeout`
  );
}
