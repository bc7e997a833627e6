import { describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource, type ResourceState } from '../kinds/kinds.ts';
import type { Owner } from '../resource/identity.ts';
import { checkStage, checkTakenOver } from './check-stage.ts';

const from1: Owner = { project: 'demo', stage: undefined, function: undefined };
const unnamed = testTarget({ isStageNamed: false });

function topic(owner: Owner, isDesired: boolean): ResourceState {
  const desired = isDesired ? desiredResource('topic', 'news', { tags: testTags }) : undefined;
  return { kind: 'topic', name: 'news', desired, actual: { owner, settings: {}, attributes: {} } };
}

describe('without a named stage, a deployment', () => {
  it('is rejected if a configured resource is from version 1.0', () => {
    expect(() => checkStage([topic(testIdentity, true), topic(from1, true)], unnamed)).toThrow(
      'topic news was created by version 1.0, which knew no stages: name the stage once: --stage prod',
    );
  });

  it('is rejected if the stage has taken over nothing yet', () => {
    expect(() => checkStage([topic(from1, false)], unnamed)).toThrow('--stage prod');
  });

  it('is accepted once the stage has taken over its own', () => {
    expect(() => checkStage([topic(testIdentity, true), topic(from1, false)], unnamed)).not.toThrow();
    expect(() => checkStage([topic(testIdentity, true)], unnamed)).not.toThrow();
  });
});

describe('with a named stage', () => {
  it('a deployment is accepted', () => {
    expect(() => checkStage([topic(from1, true)], testTarget())).not.toThrow();
  });

  it('a teardown is rejected before the stage has taken over what is configured', () => {
    expect(() => checkTakenOver([topic(from1, true)], testTarget())).toThrow('take it over first');
    expect(() => checkTakenOver([topic(from1, false), topic(testIdentity, true)], testTarget())).not.toThrow();
  });
});
