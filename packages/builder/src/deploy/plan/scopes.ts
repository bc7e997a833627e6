import type { KindName } from '../kinds/kinds.ts';
import { isChange } from './operations.ts';
import type { Plan, Step } from './plan.ts';

/** The part of a plan that one command carries out. */
export interface Scope {
  /** The kinds of resources; by default, all of them. */
  readonly kinds?: readonly KindName[];
  /** The settings of the function to change; by default, all of them. With this limit, a function is never created. */
  readonly functionSettings?: readonly string[];
  /** Which unwanted resources to remove; by default, none. */
  readonly removes?: 'all' | 'inline policies' | 'asynchronous configurations';
}

const permissions: readonly KindName[] = ['role', 'managed policies', 'inline policy'];

/** The settings that are variables of the function. AWS changes all of them at once. */
const variables = ['environment', 'partialBatchResponse', 'invokeMode'] as const;

/** The scopes by the names of their commands. */
export const scopes = {
  apply: { removes: 'all' },
  'lambda-pipeline': { removes: 'all' },
  'lambda-function': { kinds: ['repository', 'image', ...permissions, 'log group', 'function', 'alias'] },
  'ecr-repo': { kinds: ['repository'] },
  deploy: { kinds: ['repository', 'image'] },
  'lambda-role': { kinds: ['role'] },
  'lambda-policies': { kinds: permissions },
  'update-policies': { kinds: permissions, removes: 'inline policies' },
  'log-group': { kinds: ['log group'] },
  'update-function': {
    kinds: ['repository', 'image', 'function', 'alias'],
    functionSettings: ['image', 'architecture', 'state'],
  },
  'lambda-configuration': {
    kinds: ['function', 'alias', 'asynchronous configuration'],
    removes: 'asynchronous configurations',
    functionSettings: [
      'role',
      'roleId',
      'memory',
      'timeout',
      ...variables,
      'ephemeralStorage',
      'tracing',
      'logFormat',
      'logLevel',
      'kmsKey',
      'durable',
      'vpc',
      'snapStart',
      'tags',
    ],
  },
  'lambda-concurrency': { kinds: ['function'], functionSettings: ['concurrency'] },
  'lambda-function-url': {
    kinds: ['function', 'alias', 'permission', 'function url'],
    functionSettings: variables,
  },
} as const satisfies Record<string, Scope>;

/** The name of a command that deploys. */
export type ScopeName = keyof typeof scopes;

/** Reduces a plan to a scope, and to what has to change together with it. */
export function limitToScope(plan: Plan, scope: Scope): Plan {
  const { kinds } = scope;
  if (kinds === undefined) return { ...plan, steps: plan.steps.filter((step) => includesRemoval(scope, step, plan)) };
  const companions = companionsOf(plan, scope);
  const keepsGrants = plan.steps.some((step) => isSwitch(step) && !kinds.includes(step.kind));
  const steps = plan.steps.flatMap((step): Step[] => {
    const companion = companions.find(({ kind, name }) => kind === step.kind && name === step.name);
    if (companion !== undefined) return [companion];
    if (!kinds.includes(step.kind)) return [];
    if (step.action === 'remove' && permissions.includes(step.kind) && keepsGrants) return [];
    if (!includesRemoval(scope, step, plan)) return [];
    return [step.kind === 'function' ? limitFunction(step, scope) : step];
  });
  return { ...plan, steps, ...(keepsGrants ? { keepsGrants } : {}) };
}

function limitFunction(step: Step, { functionSettings }: Scope): Step {
  if (step.action !== 'update' || functionSettings === undefined) return step;
  return limitSettings(step, (setting) => functionSettings.includes(setting));
}

function limitSettings(step: Extract<Step, { action: 'update' }>, includes: (setting: string) => boolean): Step {
  const differences = step.differences.filter(({ setting }) => includes(setting));
  const { kind, name, actual } = step;
  return differences.length === 0 ? { action: 'leave', kind, name, actual } : { ...step, differences };
}

/**
 * The steps outside a scope that have to be carried out with it: those of a role that the function begins to use, or that
 * has to send what fails somewhere else, and higher visibility timeouts for a higher timeout of the function.
 */
function companionsOf(plan: Plan, scope: Scope): Step[] {
  const found = plan.steps.find((step) => step.kind === 'function');
  const step = found && scope.kinds?.includes('function') ? limitFunction(found, scope) : undefined;
  const settings = step?.action === 'update' ? step.differences.map(({ setting }) => setting) : [];
  const needsRole =
    settings.includes('role') ||
    settings.includes('roleId') ||
    (scope.kinds?.includes('asynchronous configuration') && plan.steps.some(sendsElsewhere));
  return plan.steps.flatMap((each): Step[] => {
    if (each.action !== 'create' && each.action !== 'update') return [];
    if (permissions.includes(each.kind)) return needsRole ? [each] : [];
    if (each.kind !== 'queue' || each.action !== 'update' || !settings.includes('timeout')) return [];
    const raised = each.differences.some(
      ({ setting, from, to }) => setting === 'visibilityTimeout' && Number(to) > Number(from),
    );
    return raised ? [limitSettings(each, (setting) => setting === 'visibilityTimeout')] : [];
  });
}

/** Whether a step changes what gets the events that fail. */
function sendsElsewhere(step: Step): boolean {
  if (step.kind !== 'asynchronous configuration') return false;
  if (step.action === 'create') return true;
  return step.action === 'update' && step.differences.some(({ setting }) => setting === 'onFailure');
}

/** The kinds that use what the role grants. */
const usersOfRole: ReadonlySet<KindName> = new Set([
  'alias',
  'asynchronous configuration',
  'mapping',
  'notification',
  'schedule',
  'subscription',
]);

/** Settings of the function that need other permissions of its role. */
const settingsWithPermissions: ReadonlySet<string> = new Set(['role', 'roleId', 'vpc', 'tracing']);

/** Whether a step changes what the function needs its permissions for. */
function isSwitch(step: Step): boolean {
  if (!isChange(step)) return false;
  if (usersOfRole.has(step.kind)) return true;
  return (
    step.kind === 'function' &&
    step.action === 'update' &&
    step.differences.some(({ setting }) => settingsWithPermissions.has(setting))
  );
}

/**
 * Whether a scope includes a step, as far as that is a removal. With 'inline policies', a role that is no longer wanted
 * keeps its policies, because the function may still use it.
 */
function includesRemoval(scope: Scope, { action, kind, name }: Step, { steps }: Plan): boolean {
  if (action !== 'remove' && action !== 'unused') return true;
  if (scope.removes === 'asynchronous configurations') return kind === 'asynchronous configuration';
  if (scope.removes !== 'inline policies') return scope.removes === 'all';
  const roles = steps.filter((step) => step.kind === 'role' && step.action !== 'remove');
  return kind === 'inline policy' && roles.some((role) => name.startsWith(`${role.name}/`));
}
