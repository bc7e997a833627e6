import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { testTarget } from '../../../test/deployment-target.ts';
import { want } from '../kinds/kinds.ts';
import { referenceTo } from '../resource/resource.ts';
import type { Plan, Step } from './plan.ts';
import { describePlan, planAsJson } from './plan-report.ts';

const found = { owner: 'demo', settings: {}, attributes: {} };
// not a terminal: no colours
const plain = new PassThrough();

function planOf(...steps: Step[]): Plan {
  return { steps, known: new Map() };
}

function updated(kind: 'function' | 'managed policies', setting: string, from: unknown, to: unknown): Step {
  const differences = [{ setting, from, to }];
  return { action: 'update', kind, name: 'demo', wanted: want('topic', 'x', { tags: {} }), found, differences };
}

function lines(...steps: Step[]) {
  return describePlan(planOf(...steps), plain)
    .trimEnd()
    .split('\n');
}

describe('a plan, as people read it', () => {
  it('says each thing to do, and how much it is', () => {
    const topic = want('topic', 'news', { tags: {} });
    expect(
      lines(
        { action: 'create', kind: 'topic', name: 'news', wanted: topic },
        { action: 'leave', kind: 'role', name: 'demo', found },
        { action: 'remove', kind: 'queue', name: 'jobs', found: { ...found, holds: '3 messages' } },
        { action: 'keep', kind: 'bucket', name: 'files', found },
      ),
    ).toEqual([
      '+ topic news',
      '- queue jobs, and 3 messages with it',
      '= bucket files: no longer wanted; kept for what is in it until alr-builder lambda-teardown',
      '1 to create, 1 to remove, 2 as wanted',
    ]);
  });

  it('says when there is nothing to do', () => {
    expect(lines({ action: 'leave', kind: 'role', name: 'demo', found })).toEqual(['nothing to do: 1 as wanted']);
  });

  it('says what changes', () => {
    expect(lines(updated('function', 'memory', 128, 256))).toContain('    memory: 128 → 256');
    const role = referenceTo('role demo', 'arn');
    expect(lines(updated('function', 'role', 'arn:old', role))).toContain(
      '    role: arn:old → (known after role demo)',
    );
  });

  it('says of a list what comes and what goes', () => {
    expect(lines(updated('managed policies', 'policies', ['a', 'b'], ['b', 'c'])).slice(1, 3)).toEqual([
      '    policies: - a',
      '    policies: + c',
    ]);
  });

  it('names the variables of the environment that change, and shows no value', () => {
    const before = { KEPT: 'secret-1', CHANGED: 'secret-2', GONE: 'secret-3' };
    const after = { KEPT: 'secret-1', CHANGED: 'secret-4', NEW: 'secret-5' };
    const step = updated('function', 'environment', before, after);
    expect(lines(step).slice(1, 4)).toEqual([
      '    environment.CHANGED: another value',
      '    environment.GONE: goes',
      '    environment.NEW: new',
    ]);
    expect(planAsJson(planOf(step), testTarget())).not.toContain('secret-');
  });

  it('says what is not ours, and how it differs', () => {
    const differences = [{ setting: 'visibilityTimeout', from: 30, to: 360 }];
    const theirs = { ...found, owner: undefined };
    const others = { ...found, owner: 'another' };
    expect(lines({ action: 'not ours', kind: 'queue', name: 'jobs', found: others, differences: [] })).toContain(
      '! queue jobs: belongs to the project another, used as it is',
    );
    expect(lines({ action: 'not ours', kind: 'queue', name: 'jobs', found: theirs, differences })).toEqual([
      '! queue jobs: not ours, left as it is, though it differs:',
      '    visibilityTimeout: 30 → 360',
      'nothing to do: 1 not ours',
    ]);
  });
});

describe('a plan, as programs read it', () => {
  it('has the place, the number of changes and the steps', () => {
    expect(JSON.parse(planAsJson(planOf(updated('function', 'memory', 128, 256)), testTarget()))).toEqual({
      project: 'demo',
      functionName: 'demo',
      account: '123456789012',
      region: 'eu-central-1',
      changes: 1,
      steps: [
        {
          action: 'update',
          kind: 'function',
          name: 'demo',
          differences: [{ setting: 'memory', from: 128, to: 256 }],
        },
      ],
    });
  });
});
