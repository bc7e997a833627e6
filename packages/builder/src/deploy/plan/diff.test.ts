import { describe, expect, it } from 'vitest';
import { testTags } from '../../../test/deployment-target.ts';
import { referenceTo } from '../resource/resource.ts';
import { diffSettings } from './diff.ts';

describe('diffSettings', () => {
  it('lists the settings that differ', () => {
    expect(diffSettings({ memory: 256, timeout: 30 }, { memory: 128, timeout: 30 })).toEqual([
      { setting: 'memory', from: 128, to: 256 },
    ]);
  });

  it('skips settings without a desired value, and those that AWS does not report', () => {
    expect(diffSettings({ image: undefined, logFormat: 'JSON' }, { image: 'one' })).toEqual([]);
  });

  it('distinguishes "none" from "not reported"', () => {
    expect(diffSettings({ vpc: null }, { vpc: { subnets: ['a'] } })).toHaveLength(1);
    expect(diffSettings({ vpc: null }, { vpc: null })).toEqual([]);
  });

  it('ignores tags that others have added', () => {
    const actual = { tags: { ...testTags, team: 'blue' } };
    expect(diffSettings({ tags: testTags }, actual)).toEqual([]);
    expect(diffSettings({ tags: { 'alr:project': 'demo', team: 'red' } }, actual)).toHaveLength(1);
  });

  it('ignores the order of names', () => {
    expect(diffSettings({ vpc: { subnets: ['a', 'b'] } }, { vpc: { subnets: ['b', 'a'] } })).toEqual([]);
    expect(diffSettings({ vpc: { subnets: ['a', 'b'] } }, { vpc: { subnets: ['b', 'c'] } })).toHaveLength(1);
  });

  it('counts a value that is not known yet as different', () => {
    expect(diffSettings({ role: referenceTo('role demo', 'arn') }, { role: 'arn:old' })).toHaveLength(1);
  });

  it('does not mistake tags called like the properties of a reference for one', () => {
    const tags = { to: 'billing', attribute: 'team' };
    expect(diffSettings({ tags }, { tags })).toEqual([]);
  });

  it.each(['constructor', '__proto__'])('finds a new variable or tag called %s', (name) => {
    const values = Object.fromEntries([[name, 'x']]);
    expect(diffSettings({ environment: values }, { environment: {} })).toHaveLength(1);
    expect(diffSettings({ tags: values }, { tags: {} })).toHaveLength(1);
  });
});
