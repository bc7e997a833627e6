import { describe, expect, it } from 'vitest';
import { tagsToRemove, withTagRecord } from './configured-tags.ts';

describe('removedTags', () => {
  it('names the tags that the configuration no longer sets, and no tags of others', () => {
    const found = { ...withTagRecord({ team: 'blue', stage: 'prod' }), theirs: 'x' };
    expect(tagsToRemove(found, withTagRecord({ stage: 'prod' }))).toEqual(['team']);
  });

  it('names a tag that is called like a property of every object', () => {
    const found = withTagRecord({ constructor: 'x', stage: 'prod' });
    expect(tagsToRemove(found, withTagRecord({ stage: 'prod' }))).toEqual(['constructor']);
  });
});
