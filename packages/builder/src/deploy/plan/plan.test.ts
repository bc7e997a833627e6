import { describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { type DesiredResource, desiredResource, type KindName, type ResourceState } from '../kinds/kinds.ts';
import { type ActualResource, idOf, referenceTo } from '../resource/resource.ts';
import { makePlan } from './plan.ts';

const tags = testTags;

function desiredQueue(name: string, visibilityTimeout = 30): DesiredResource {
  return desiredResource('queue', name, { retention: 60, visibilityTimeout, redrive: null, tags });
}

function ours(settings: object, attributes: Record<string, string> = {}): ActualResource {
  return { owner: testIdentity, settings, attributes };
}

function existing(
  desired: DesiredResource,
  settings: object = desired.settings,
  attributes?: Record<string, string>,
): ResourceState {
  return { kind: desired.kind, name: desired.name, desired, actual: ours(settings, attributes) };
}

function missing(desired: DesiredResource): ResourceState {
  return { kind: desired.kind, name: desired.name, desired, actual: undefined };
}

function unwanted(kind: KindName, name: string, actual: ActualResource = ours({})): ResourceState {
  return { kind, name, desired: undefined, actual };
}

function actions(...states: ResourceState[]): string[] {
  return makePlan(states, testTarget()).steps.map((step) => `${step.action} ${idOf(step)}`);
}

describe('makePlan', () => {
  it('creates what is missing, updates what differs and leaves the rest', () => {
    expect(
      actions(
        missing(desiredQueue('missing')),
        existing(desiredQueue('other'), { ...desiredQueue('other', 60).settings }),
        existing(desiredQueue('same')),
      ),
    ).toEqual(['create queue missing', 'update queue other', 'leave queue same']);
  });

  it('leaves resources of others unchanged, and lists how they differ', () => {
    const desired = desiredQueue('shared', 60);
    const actual = {
      owner: { ...testIdentity, project: 'another' },
      settings: desiredQueue('shared').settings,
      attributes: {},
    };
    const [step] = makePlan([{ ...missing(desired), actual }], testTarget()).steps;
    expect(step).toMatchObject({
      action: 'not ours',
      differences: [{ setting: 'visibilityTimeout', from: 30, to: 60 }],
    });
    expect(actions(unwanted('queue', 'shared', actual))).toEqual([]);
  });

  it('removes what is no longer wanted last, in reverse order', () => {
    expect(
      actions(
        unwanted('queue', 'jobs'),
        unwanted('notification', 'files'),
        unwanted('mapping', 'arn'),
        missing(desiredQueue('new')),
      ),
    ).toEqual(['create queue new', 'remove notification files', 'remove mapping arn', 'unused queue jobs']);
  });

  it.each<KindName>(['bucket', 'repository', 'log group', 'function', 'queue', 'topic', 'role'])(
    'never removes a %s by itself',
    (kind) => {
      expect(actions(unwanted(kind, 'x'))).toEqual([`unused ${kind} x`]);
    },
  );

  it.each<KindName>(['permission', 'mapping', 'notification', 'rule target', 'subscription', 'queue policy'])(
    'removes a %s that is no longer wanted',
    (kind) => {
      expect(actions(unwanted(kind, 'x'))).toEqual([`remove ${kind} x`]);
    },
  );

  it('leaves the policies of a role alone that is no longer used, because a version may still run as it', () => {
    const former = [
      unwanted('role', 'old'),
      unwanted('managed policies', 'old'),
      unwanted('inline policy', 'old/alr-x'),
    ];
    expect(actions(...former)).toEqual(['unused role old']);
    const trust = {};
    const current = existing(desiredResource('role', 'demo', { trust, region: 'eu-central-1', tags }));
    expect(actions(current, unwanted('inline policy', 'demo/alr-x'))).toEqual([
      'leave role demo',
      'remove inline policy demo/alr-x',
    ]);
  });

  it('creates each resource after those that it needs', () => {
    const subscription = desiredResource('subscription', 'topic function', { mark: 'ours' } as never);
    expect(actions(missing(subscription), missing(desiredResource('topic', 'news', { tags })))).toEqual([
      'create topic news',
      'create subscription topic function',
    ]);
  });
});

describe('a setting that refers to another resource', () => {
  const target = desiredResource('listener rule', 'listener', {
    path: ['/'],
    host: [],
    priority: 1,
    targetGroup: referenceTo('target group demo', 'arn'),
    otherConditions: null,
    otherActions: null,
    tags,
  });
  const group = desiredResource('target group', 'demo', { tags });

  it('is compared if the other resource exists', () => {
    const rule = existing(target, { ...target.settings, targetGroup: 'arn:group' });
    expect(actions(existing(group, group.settings, { arn: 'arn:group' }), rule)).toEqual([
      'leave target group demo',
      'leave listener rule listener',
    ]);
  });

  it('counts as changed if the other resource does not exist yet', () => {
    const rule = existing(target, { ...target.settings, targetGroup: 'arn:gone' });
    expect(actions(missing(group), rule)).toEqual(['create target group demo', 'update listener rule listener']);
  });
});

describe('an alias', () => {
  const alias = desiredResource('alias', 'demo:live', {
    revision: referenceTo('function demo', 'revision'),
    routing: null,
    description: 'ours',
  });
  const lambda = (settings: object): ResourceState => {
    // Only these settings matter here.
    const desired = desiredResource('function', 'demo', settings as never);
    return existing(desired, { memory: 128, concurrency: 1 }, { revision: 'r1' });
  };
  const current = existing(alias, { revision: 'r1', description: 'ours' });

  it('moves when the function changes', () => {
    expect(actions(lambda({ memory: 256 }), current)).toEqual(['update function demo', 'update alias demo:live']);
  });

  it('stays if only settings change that are not part of a version', () => {
    expect(actions(lambda({ concurrency: 2 }), current)).toEqual(['update function demo', 'leave alias demo:live']);
  });

  it('moves forward again after a rollback', () => {
    expect(actions(lambda({}), existing(alias, { revision: 'r0', description: 'ours' }))).toEqual([
      'leave function demo',
      'update alias demo:live',
    ]);
  });
});
