import { describe, expect, it } from 'vitest';
import { type KindName, type Wanted, want } from '../kinds/kinds.ts';
import { type Found, idOf, referenceTo } from '../resource/resource.ts';
import { makePlan, type ResourceState } from './plan.ts';

const tags = { 'alr:project': 'demo' };

function wantedQueue(name: string, visibilityTimeout = 30): Wanted {
  return want('queue', name, { retention: 60, visibilityTimeout, redrive: null, tags });
}

function ours(settings: object, attributes: Record<string, string> = {}): Found {
  return { owner: 'demo', settings, attributes };
}

function there(wanted: Wanted, settings: object = wanted.settings, attributes?: Record<string, string>): ResourceState {
  return { kind: wanted.kind, name: wanted.name, wanted, found: ours(settings, attributes) };
}

function missing(wanted: Wanted): ResourceState {
  return { kind: wanted.kind, name: wanted.name, wanted, found: undefined };
}

function unwanted(kind: KindName, name: string, found: Found = ours({})): ResourceState {
  return { kind, name, wanted: undefined, found };
}

function actions(...states: ResourceState[]): string[] {
  return makePlan(states, 'demo').steps.map((step) => `${step.action} ${idOf(step)}`);
}

describe('a plan', () => {
  it('makes what is missing, changes what differs and leaves what is as wanted', () => {
    expect(
      actions(
        missing(wantedQueue('missing')),
        there(wantedQueue('other'), { ...wantedQueue('other', 60).settings }),
        there(wantedQueue('same')),
      ),
    ).toEqual(['create queue missing', 'update queue other', 'leave queue same']);
  });

  it('leaves alone what is not ours, and says what it lacks', () => {
    const wanted = wantedQueue('shared', 60);
    const found = { owner: 'another', settings: wantedQueue('shared').settings, attributes: {} };
    const [step] = makePlan([{ ...missing(wanted), found }], 'demo').steps;
    expect(step).toMatchObject({
      action: 'not ours',
      differences: [{ setting: 'visibilityTimeout', from: 30, to: 60 }],
    });
    expect(actions(unwanted('queue', 'shared', found))).toEqual([]);
  });

  it('removes last, in reverse order, what is no longer wanted', () => {
    expect(
      actions(
        unwanted('queue', 'jobs'),
        unwanted('notification', 'files'),
        unwanted('mapping', 'arn'),
        missing(wantedQueue('new')),
      ),
    ).toEqual(['create queue new', 'remove notification files', 'remove mapping arn', 'remove queue jobs']);
  });

  it('keeps what holds something that cannot be made again', () => {
    expect(actions(unwanted('bucket', 'files'), unwanted('repository', 'images'))).toEqual([
      'keep bucket files',
      'keep repository images',
    ]);
  });

  it('makes things in the order in which they need each other', () => {
    const subscription = want('subscription', 'topic function', {});
    expect(actions(missing(subscription), missing(want('topic', 'news', { tags })))).toEqual([
      'create topic news',
      'create subscription topic function',
    ]);
  });
});

describe('a setting that another resource has to be there for', () => {
  const target = want('listener rule', 'listener', {
    path: '/',
    priority: 1,
    targetGroup: referenceTo('target group demo', 'arn'),
    tags,
  });
  const group = want('target group', 'demo', { tags });

  it('is compared where it is there', () => {
    const rule = there(target, { ...target.settings, targetGroup: 'arn:group' });
    expect(actions(there(group, group.settings, { arn: 'arn:group' }), rule)).toEqual([
      'leave target group demo',
      'leave listener rule listener',
    ]);
  });

  it('counts as changed where it is yet to be made', () => {
    const rule = there(target, { ...target.settings, targetGroup: 'arn:gone' });
    expect(actions(missing(group), rule)).toEqual(['create target group demo', 'update listener rule listener']);
  });
});

describe('an alias', () => {
  const alias = want('alias', 'demo:live', { revision: referenceTo('function demo', 'revision'), description: 'ours' });
  const lambda = (settings: object): ResourceState => {
    // as much of it as matters here
    const wanted = want('function', 'demo', settings as never);
    return there(wanted, { memory: 128, concurrency: 1 }, { revision: 'r1' });
  };
  const found = there(alias, { revision: 'r1', description: 'ours' });

  it('moves when the function changes', () => {
    expect(actions(lambda({ memory: 256 }), found)).toEqual(['update function demo', 'update alias demo:live']);
  });

  it('stays when only that changes which a version does not have', () => {
    expect(actions(lambda({ concurrency: 2 }), found)).toEqual(['update function demo', 'leave alias demo:live']);
  });

  it('moves on after a rollback', () => {
    expect(actions(lambda({}), there(alias, { revision: 'r0', description: 'ours' }))).toEqual([
      'leave function demo',
      'update alias demo:live',
    ]);
  });
});

describe('the partial batch response', () => {
  // as much of it as matters here
  const lambda = want('function', 'demo', { environment: {} } as never);
  const mapping = (partialBatchResponse: boolean) => want('mapping', 'arn', { partialBatchResponse } as never);
  const changes = (isOn: boolean) =>
    actions(there(lambda, { environment: { A: 'b' } }), there(mapping(isOn), { partialBatchResponse: !isOn }));

  it('is heard by the mapping before the function speaks it: no failed message is lost', () => {
    expect(changes(true)).toEqual(['update mapping arn', 'update function demo']);
  });

  it('is heard until the function has ceased to speak it', () => {
    expect(changes(false)).toEqual(['update function demo', 'update mapping arn']);
  });
});
