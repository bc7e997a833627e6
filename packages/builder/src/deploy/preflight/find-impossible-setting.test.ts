import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import { findImpossibleSetting } from './find-impossible-setting.ts';
import { findSourceElsewhere } from './find-source-elsewhere.ts';

const configuration = configurationOf('lambda: { timeout: 60 }\ntrigger: { type: none }\n');
const find = (...steps: Step[]) => findImpossibleSetting({ steps, known: new Map() }, configuration);
const tagged = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x']));

describe('a setting that AWS would reject', () => {
  it('is an image for a function that was deployed as a Zip file', () => {
    const actual = { owner: testIdentity, settings: {}, attributes: { packageType: 'Zip' } };
    expect(find({ action: 'leave', kind: 'function', name: 'demo', actual })).toContain('Lambda cannot change it');
    expect(
      find({
        action: 'leave',
        kind: 'function',
        name: 'demo',
        actual: { ...actual, attributes: { packageType: 'Image' } },
      }),
    ).toBeUndefined();
  });

  it.each([
    ['queue', 80],
    ['topic', 256],
  ] as const)('is the name of a %s with more than %i characters', (kind, max) => {
    const create = (length: number): Step => {
      const name = 'x'.repeat(length);
      return { action: 'create', kind, name, desired: desiredResource('topic', name, { tags: testTags }) };
    };
    expect(find(create(max))).toBeUndefined();
    expect(find(create(max + 1))).toContain(`has ${max + 1} characters, but AWS allows ${max}`);
  });

  it('is the 51st tag, counting those of others', () => {
    const desired = desiredResource('topic', 'news', { tags: testTags });
    const update = (count: number): Step => {
      const actual = { owner: testIdentity, settings: { tags: tagged(count) }, attributes: {} };
      return { action: 'update', kind: 'topic', name: 'news', desired, actual, differences: [] };
    };
    expect(find(update(47))).toBeUndefined();
    expect(find(update(48))).toContain('topic news would have 51 tags, but AWS allows 50');
  });

  it('is a visibility timeout of a queue of others that is shorter than the timeout of the function', () => {
    const queue = (visibilityTimeout: number): Step => ({
      action: 'not ours',
      kind: 'queue',
      name: 'theirs',
      actual: { owner: undefined, settings: { visibilityTimeout }, attributes: {} },
      differences: [],
    });
    const actual = { owner: testIdentity, settings: {}, attributes: {} };
    const mapping: Step = { action: 'leave', kind: 'mapping', name: 'arn:aws:sqs:r:1:theirs', actual };
    expect(find(queue(59), mapping)).toContain('its visibility timeout of 59 s is shorter than lambda.timeout (60 s)');
    expect(find(queue(60), mapping)).toBeUndefined();
    expect(find(queue(59))).toBeUndefined();
  });
});

describe('a source in another place', () => {
  const settings = { path: '/', priority: 1, targetGroup: '', otherConditions: null, otherActions: null, tags: {} };
  it.each([
    ['eu-west-1', '123456789012', true],
    ['eu-central-1', '210987654321', true],
    ['eu-central-1', '123456789012', false],
  ])('is found: %s, %s', (region, account, isElsewhere) => {
    const arn = `arn:aws:elasticloadbalancing:${region}:${account}:listener/app/front/1/2`;
    const desired = desiredResource('listener rule', arn, settings as never);
    expect(findSourceElsewhere([desired], testTarget()) !== undefined).toBe(isElsewhere);
  });
});
