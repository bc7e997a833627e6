import { describe, expect, it } from 'vitest';
import { testIdentity } from '../../../test/deployment-target.ts';
import { idOf } from '../resource/resource.ts';
import type { Plan, Step } from './plan.ts';
import { limitToScope, type ScopeName, scopes } from './scopes.ts';

const actual = { owner: testIdentity, settings: {}, attributes: {} };
const differences = [
  { setting: 'image', from: 'a', to: 'b' },
  { setting: 'memory', from: 128, to: 256 },
  { setting: 'concurrency', from: null, to: 5 },
];

/** A plan with a step of each kind that some scopes include and others do not. */
const fullPlan: Plan = {
  known: new Map(),
  steps: [
    ...(['repository', 'image', 'role', 'managed policies', 'log group'] as const).map(
      // The desired settings do not matter here.
      (kind) => ({ action: 'create', kind, name: 'x' }) as Step,
    ),
    { action: 'update', kind: 'function', name: 'x', desired: {} as never, actual, differences },
    { action: 'leave', kind: 'alias', name: 'x', actual },
    { action: 'leave', kind: 'queue', name: 'x', actual },
    { action: 'remove', kind: 'inline policy', name: 'x/former', actual },
    { action: 'remove', kind: 'inline policy', name: 'former/former', actual },
    { action: 'remove', kind: 'rule', name: 'x', actual },
  ],
};

function stepsOf(scopeName: ScopeName) {
  return limitToScope(fullPlan, scopes[scopeName]).steps.map((step) => {
    const settings = 'differences' in step ? `: ${step.differences.map(({ setting }) => setting)}` : '';
    return `${step.action} ${idOf(step)}${settings}`;
  });
}

describe('limitToScope', () => {
  it.each<[ScopeName, string[]]>([
    ['ecr-repo', ['create repository x']],
    ['deploy', ['create repository x', 'create image x']],
    ['lambda-role', ['create role x']],
    ['lambda-policies', ['create role x', 'create managed policies x']],
    ['update-policies', ['create role x', 'create managed policies x', 'remove inline policy x/former']],
    ['log-group', ['create log group x']],
    ['update-function', ['create repository x', 'create image x', 'update function x: image', 'leave alias x']],
    ['lambda-configuration', ['update function x: memory', 'leave alias x']],
    ['lambda-concurrency', ['update function x: concurrency']],
    ['lambda-function-url', ['leave function x', 'leave alias x']],
    [
      'lambda-function',
      [
        'create repository x',
        'create image x',
        'create role x',
        'create managed policies x',
        'create log group x',
        'update function x: image,memory,concurrency',
        'leave alias x',
      ],
    ],
  ])('leaves the steps of %s only', (scopeName, steps) => {
    expect(stepsOf(scopeName)).toEqual(steps);
  });

  it.each<ScopeName>(['apply', 'lambda-pipeline'])('leaves all steps of %s', (scopeName) => {
    expect(limitToScope(fullPlan, scopes[scopeName])).toEqual(fullPlan);
  });
});
