import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { testIdentity, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import { referenceTo } from '../resource/resource.ts';
import type { Plan, Step } from './plan.ts';
import { describePlan, planDocument } from './plan-report.ts';

const configuration = configurationOf('lambda: { name: demo }\ntrigger: { type: none }\n');
const part = { role: 'function' as const, configuration, target: testTarget(), desired: [] };
const actual = { owner: testIdentity, settings: {}, attributes: {} };
// This is not a terminal, so there are no colors.
const plain = new PassThrough();

function planOf(...steps: Step[]): Plan {
  return { steps, known: new Map() };
}

function updated(kind: 'function' | 'managed policies', setting: string, from: unknown, to: unknown): Step {
  const differences = [{ setting, from, to }];
  return {
    action: 'update',
    kind,
    name: 'demo',
    desired: desiredResource('topic', 'x', { tags: {} }),
    actual,
    differences,
  };
}

function lines(...steps: Step[]) {
  return describePlan(planOf(...steps), plain)
    .trimEnd()
    .split('\n');
}

describe('describePlan', () => {
  it('lists the steps and summarizes them', () => {
    const topic = desiredResource('topic', 'news', { tags: {} });
    expect(
      lines(
        { action: 'create', kind: 'topic', name: 'news', desired: topic },
        { action: 'leave', kind: 'role', name: 'demo', actual },
        { action: 'remove', kind: 'queue', name: 'jobs', actual: { ...actual, holds: '3 messages' } },
        { action: 'unused', kind: 'queue', name: 'old', actual, reasons: [] },
        { action: 'unused', kind: 'log group', name: 'logs', actual: { ...actual, holds: 'its logs' }, reasons: [] },
        { action: 'unused', kind: 'topic', name: 'shared', actual, reasons: ['it is in use by a', 'it has b'] },
      ),
    ).toEqual([
      '+ topic news',
      '- queue jobs, including 3 messages',
      '= queue old: no longer used; alr-builder apply --prune deletes it',
      '= log group logs: no longer used; alr-builder apply --prune deletes it, including its logs',
      '= topic shared: no longer used; it stays, because it is in use by a, and it has b',
      '1 to create, 1 to remove, 3 no longer used, 1 up to date',
    ]);
  });

  it('says so if there is nothing to do', () => {
    expect(lines({ action: 'leave', kind: 'role', name: 'demo', actual })).toEqual(['nothing to do: 1 up to date']);
  });

  it('shows what changes', () => {
    expect(lines(updated('function', 'memory', 128, 256))).toContain('    memory: 128 → 256');
    const role = referenceTo('role demo', 'arn');
    expect(lines(updated('function', 'role', 'arn:old', role))).toContain(
      '    role: arn:old → (known after role demo)',
    );
  });

  it('shows the added and removed items of a list', () => {
    expect(lines(updated('managed policies', 'policies', ['a', 'b'], ['b', 'c'])).slice(1, 3)).toEqual([
      '    policies: - a',
      '    policies: + c',
    ]);
  });

  it('names the environment variables that change, without their values', () => {
    const before = { KEPT: 'secret-1', CHANGED: 'secret-2', GONE: 'secret-3' };
    const after = { KEPT: 'secret-1', CHANGED: 'secret-4', NEW: 'secret-5' };
    const step = updated('function', 'environment', before, after);
    expect(lines(step).slice(1, 4)).toEqual([
      '    environment.CHANGED: changed',
      '    environment.GONE: removed',
      '    environment.NEW: added',
    ]);
    expect(JSON.stringify(planDocument([{ part, step }]))).not.toContain('secret-');
  });

  it('shows tags called like the properties of a reference as tags', () => {
    const step = updated('function', 'tags', { to: 'billing' }, { to: 'sales', attribute: 'team' });
    expect(lines(step).slice(1, 3)).toEqual(['    tags.to: billing → sales', '    tags.attribute: none → team']);
  });

  it('shows the value `none`, and names that every object inherits', () => {
    const step = updated('function', 'environment', { A: 'none' }, { B: 'none', constructor: 'x' });
    expect(lines(step).slice(1, 4)).toEqual([
      '    environment.A: removed',
      '    environment.B: added',
      '    environment.constructor: added',
    ]);
  });

  it('marks what is not ours, and shows how it differs', () => {
    const differences = [{ setting: 'visibilityTimeout', from: 30, to: 360 }];
    const foreign = { ...actual, owner: undefined };
    const others = { ...actual, owner: { ...testIdentity, project: 'another' } };
    expect(lines({ action: 'not ours', kind: 'queue', name: 'jobs', actual: others, differences: [] })).toContain(
      '! queue jobs: belongs to another/dev, used unchanged',
    );
    expect(lines({ action: 'not ours', kind: 'queue', name: 'jobs', actual: foreign, differences })).toEqual([
      '! queue jobs: not created by this project, so it counts as existing, left unchanged, although it differs:',
      '    visibilityTimeout: 30 → 360',
      'nothing to do: 1 not ours',
    ]);
  });
});

describe('planDocument', () => {
  it('counts what is in a resource, and gives the reasons why it stays', () => {
    const contents = { messages: { visible: 1, inFlight: 2, delayed: 0 } };
    const reasons = ['it has 3 messages'];
    const step: Step = { action: 'unused', kind: 'queue', name: 'old', actual: { ...actual, contents }, reasons };
    expect(planDocument([{ part, step }])).toMatchObject({
      changes: 0,
      steps: [{ action: 'unused', kind: 'queue', name: 'old', contents, reasons }],
    });
  });

  it('contains the deployment target, the number of changes and the steps', () => {
    expect(planDocument([{ part, step: updated('function', 'memory', 128, 256) }])).toEqual({
      project: 'demo',
      stage: 'dev',
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
