import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from './plan.ts';

/** The part of a plan that one command carries out. */
export interface Scope {
  /** The kinds of resources; by default, all of them. */
  readonly kinds?: readonly KindName[];
  /** The settings of the function to change; by default, all of them. With this limit, a function is never created. */
  readonly functionSettings?: readonly string[];
  /** Which unwanted resources to remove; by default, none. */
  readonly removes?: 'all' | 'inline policies';
}

const permissions: readonly KindName[] = ['role', 'managed policies', 'inline policy'];

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
    kinds: ['function', 'alias'],
    functionSettings: [
      'role',
      'memory',
      'timeout',
      'environment',
      'ephemeralStorage',
      'tracing',
      'logFormat',
      'vpc',
      'snapStart',
      'tags',
    ],
  },
  'lambda-concurrency': { kinds: ['function'], functionSettings: ['concurrency'] },
  'lambda-function-url': {
    kinds: ['function', 'alias', 'permission', 'function url'],
    functionSettings: ['environment'],
  },
} as const satisfies Record<string, Scope>;

/** The name of a command that deploys. */
export type ScopeName = keyof typeof scopes;

/** Reduces a plan to a scope. */
export function limitToScope(plan: Plan, scope: Scope): Plan {
  const { kinds, functionSettings } = scope;
  const steps = plan.steps.flatMap((step): Step[] => {
    if (kinds !== undefined && !kinds.includes(step.kind)) return [];
    if (step.action === 'remove' || step.action === 'unused') return includesRemoval(scope, step, plan) ? [step] : [];
    if (step.kind !== 'function' || step.action !== 'update' || functionSettings === undefined) return [step];
    const differences = step.differences.filter(({ setting }) => functionSettings.includes(setting));
    return [
      differences.length === 0
        ? { action: 'leave', kind: step.kind, name: step.name, actual: step.actual }
        : { ...step, differences },
    ];
  });
  return { ...plan, steps };
}

/** With 'inline policies', a role that is no longer wanted keeps its policies, because the function may still use it. */
function includesRemoval(scope: Scope, { kind, name }: Step, { steps }: Plan): boolean {
  if (scope.removes !== 'inline policies') return scope.removes === 'all';
  const roles = steps.filter((step) => step.kind === 'role' && step.action !== 'remove');
  return kind === 'inline policy' && roles.some((role) => name.startsWith(`${role.name}/`));
}
