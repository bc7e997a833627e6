import { describe, expect, it } from 'vitest';
import { tagsToRemove, withTagRecord } from './configured-tags.ts';

describe('tagsToRemove', () => {
  it('returns the tags that the configuration no longer sets, and no others', () => {
    const actual = { ...withTagRecord({ team: 'blue', stage: 'prod' }), theirs: 'x' };
    expect(tagsToRemove(actual, withTagRecord({ stage: 'prod' }))).toEqual(['team']);
  });

  it('returns a tag that is named like a property of every object', () => {
    const actual = withTagRecord({ constructor: 'x', stage: 'prod' });
    expect(tagsToRemove(actual, withTagRecord({ stage: 'prod' }))).toEqual(['constructor']);
  });
});
