import { describe, expect, it } from 'vitest';
import { idOf } from '../resource/resource.ts';
import type { Plan, Step } from './plan.ts';
import { limitToScope, type ScopeName, scopes } from './scopes.ts';

const found = { owner: 'demo', settings: {}, attributes: {} };
const differences = [
  { setting: 'image', from: 'a', to: 'b' },
  { setting: 'memory', from: 128, to: 256 },
  { setting: 'concurrency', from: null, to: 5 },
];

/** A plan with one step of each kind that the targets tell apart. */
const whole: Plan = {
  known: new Map(),
  steps: [
    ...(['repository', 'image', 'role', 'managed policies', 'log group'] as const).map(
      // what is wanted of it doesn't matter here
      (kind) => ({ action: 'create', kind, name: 'x' }) as Step,
    ),
    { action: 'update', kind: 'function', name: 'x', wanted: {} as never, found, differences },
    { action: 'leave', kind: 'alias', name: 'x', found },
    { action: 'leave', kind: 'queue', name: 'x', found },
    { action: 'remove', kind: 'inline policy', name: 'x/former', found },
    { action: 'remove', kind: 'inline policy', name: 'former/former', found },
    { action: 'remove', kind: 'rule', name: 'x', found },
  ],
};

function of(target: ScopeName) {
  return limitToScope(whole, scopes[target]).steps.map((step) => {
    const settings = 'differences' in step ? `: ${step.differences.map(({ setting }) => setting)}` : '';
    return `${step.action} ${idOf(step)}${settings}`;
  });
}

describe('the targets', () => {
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
  ])('%s does its part and no more', (target, steps) => {
    expect(of(target)).toEqual(steps);
  });

  it.each<ScopeName>(['apply', 'lambda-pipeline'])('%s does all of it', (target) => {
    expect(limitToScope(whole, scopes[target])).toEqual(whole);
  });
});
