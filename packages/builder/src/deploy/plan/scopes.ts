import type { KindName } from '../kinds/kinds.ts';
import type { Plan, Step } from './plan.ts';

/** A part of a plan: what one of the targets looks after. */
export interface Scope {
  /** The kinds of resources; all where it isn't said. */
  readonly kinds?: readonly KindName[];
  /** The only settings of the function that count; where these are said, the function isn't made. */
  readonly ofFunction?: readonly string[];
  /** What of that which is no longer wanted goes; nothing where it isn't said. */
  readonly removes?: 'all' | 'inline policies';
}

const permissions: readonly KindName[] = ['role', 'managed policies', 'inline policy'];

/** The targets, each a part of one and the same plan. */
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
    ofFunction: ['image', 'architecture', 'state'],
  },
  'lambda-configuration': {
    kinds: ['function', 'alias'],
    ofFunction: [
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
  'lambda-concurrency': { kinds: ['function'], ofFunction: ['concurrency'] },
  'lambda-function-url': { kinds: ['function', 'alias', 'permission', 'function url'], ofFunction: ['environment'] },
} as const satisfies Record<string, Scope>;

/** The name of a target. */
export type ScopeName = keyof typeof scopes;

/** The part of a plan that a target looks after. */
export function limitToScope(plan: Plan, scope: Scope): Plan {
  const { kinds, ofFunction } = scope;
  const steps = plan.steps.flatMap((step): Step[] => {
    if (kinds !== undefined && !kinds.includes(step.kind)) return [];
    if (step.action === 'remove' || step.action === 'keep') return removes(scope, step, plan) ? [step] : [];
    if (step.kind !== 'function' || step.action !== 'update' || ofFunction === undefined) return [step];
    const differences = step.differences.filter(({ setting }) => ofFunction.includes(setting));
    return [
      differences.length === 0
        ? { action: 'leave', kind: step.kind, name: step.name, found: step.found }
        : { ...step, differences },
    ];
  });
  return { ...plan, steps };
}

/** A role that the function may still run as keeps its policies, though a later one takes its place. */
function removes(scope: Scope, { kind, name }: Step, { steps }: Plan): boolean {
  if (scope.removes !== 'inline policies') return scope.removes === 'all';
  const roles = steps.filter((step) => step.kind === 'role' && step.action !== 'remove');
  return kind === 'inline policy' && roles.some((role) => name.startsWith(`${role.name}/`));
}
