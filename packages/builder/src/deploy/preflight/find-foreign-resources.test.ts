import { describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource, type KindName } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import type { Owner } from '../resource/identity.ts';
import { findForeignResources } from './find-foreign-resources.ts';

const others: Owner = { project: 'another', stage: 'dev', function: 'main' };
const ofProd: Owner = { ...testIdentity, stage: 'prod' };

function foreign(kind: KindName, owner: Owner | undefined, name = 'jobs'): Step {
  return { action: 'not ours', kind, name, actual: { owner, settings: {}, attributes: {} }, differences: [] };
}

function problems(...steps: Step[]): string[] {
  return findForeignResources({ steps, known: new Map() }, testTarget());
}

const mapping: Step = {
  action: 'leave',
  kind: 'mapping',
  name: 'arn:aws:sqs:eu-central-1:123456789012:jobs',
  actual: { owner: testIdentity, settings: {}, attributes: {} },
};

describe('a wanted resource', () => {
  it('of another stage is rejected, with the keys that help', () => {
    expect(problems(mapping, foreign('queue', ofProd), foreign('queue', ofProd, 'jobs-dlq'))).toEqual([
      `queue jobs belongs to demo/prod, not to demo/dev: write \${STAGE} in trigger.queue.name, ` +
        'or set trigger.queue.existing if they share it',
      `queue jobs-dlq belongs to demo/prod, not to demo/dev: write \${STAGE} in trigger.queue.dlq.name, ` +
        'or set trigger.queue.dlq.existing if they share it',
    ]);
    for (const kind of ['function', 'role', 'topic', 'bucket', 'rule', 'log group'] as const) {
      expect(problems(foreign(kind, ofProd))).toEqual([expect.stringContaining('belongs to demo/prod')]);
    }
  });

  it('of another project is rejected', () => {
    expect(problems(foreign('rule', others))).toEqual([
      'rule jobs belongs to another/dev, not to demo/dev: choose another trigger.rule_name',
    ]);
    expect(problems(foreign('role', others))).toEqual([expect.stringContaining('or set role.existing')]);
  });

  it('that belongs to nobody is rejected unless it counts as existing', () => {
    expect(problems(foreign('rule', undefined))).toEqual([
      'rule jobs already exists, and this project (demo) did not create it: ' +
        'choose another trigger.rule_name, or take it over with --adopt',
    ]);
    for (const kind of ['alias', 'target group', 'function'] as const) {
      expect(problems(foreign(kind, undefined))).toEqual([expect.stringContaining('take it over with --adopt')]);
    }
    for (const kind of ['queue', 'topic', 'role', 'bucket', 'log group', 'repository', 'subscription'] as const) {
      expect(problems(foreign(kind, undefined))).toEqual([]);
    }
  });

  it('that is a part of the function of others is not listed in addition', () => {
    expect(problems(foreign('function', ofProd), foreign('alias', ofProd), foreign('mapping', ofProd))).toHaveLength(1);
  });

  it('may be a repository or a log group of another project', () => {
    expect(problems(foreign('repository', others), foreign('log group', others))).toEqual([]);
  });

  it('may be a URL of others only if it is as configured', () => {
    const url = foreign('function url', undefined, 'demo');
    expect(problems(url)).toEqual([]);
    const differences = [{ setting: 'authType', from: 'NONE', to: 'AWS_IAM' }];
    expect(problems({ ...url, differences } as Step)).toEqual([expect.stringContaining('take it over with --adopt')]);
  });

  it('that is marked as existing may belong to anyone, but has to exist', () => {
    expect(problems({ ...foreign('queue', ofProd), isExisting: true } as Step)).toEqual([]);
    const desired = desiredResource('topic', 'news', { tags: testTags }, { isExisting: true });
    expect(problems({ action: 'create', kind: 'topic', name: 'news', desired })).toEqual([
      'topic news does not exist: create it, or remove trigger.topic_existing',
    ]);
  });
});
