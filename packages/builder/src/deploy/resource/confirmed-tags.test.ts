import { describe, expect, it } from 'vitest';
import { testTags } from '../../../test/deployment-target.ts';
import { confirmedTags } from './confirmed-tags.ts';

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:jobs';

function confirmed(indexed: Readonly<Record<string, string>> | undefined, desired: object | undefined) {
  const indexedTags = new Map(indexed === undefined ? [] : [[ARN, indexed]]);
  return confirmedTags({ indexedTags }, ARN, desired);
}

describe('the tags in the index', () => {
  it('are used if they are as desired, whatever others have added', () => {
    const indexed = { ...testTags, team: 'orders' };
    expect(confirmed(indexed, { tags: testTags })).toBe(indexed);
  });

  it.each([
    ['the resource is not indexed yet', undefined, { tags: testTags }],
    ['it belonged to another stage', { ...testTags, 'alr:stage': 'prod' }, { tags: testTags }],
    ['a tag is missing', testTags, { tags: { ...testTags, team: 'orders' } }],
    ['the resource is no longer desired, so it may be removed', testTags, undefined],
    ['no tags are desired', testTags, {}],
  ])('are not used if %s', (_, indexed, desired) => {
    expect(confirmed(indexed, desired)).toBeUndefined();
  });

  it('are not used for a change, because nothing passes the index on', () => {
    expect(confirmedTags({}, ARN, { tags: testTags })).toBeUndefined();
  });
});
