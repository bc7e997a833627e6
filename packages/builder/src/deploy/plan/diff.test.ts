import { describe, expect, it } from 'vitest';
import { referenceTo } from '../resource/resource.ts';
import { differences } from './diff.ts';

describe('the differences between what is wanted and what there is', () => {
  it('are told setting by setting', () => {
    expect(differences({ memory: 256, timeout: 30 }, { memory: 128, timeout: 30 })).toEqual([
      { setting: 'memory', from: 128, to: 256 },
    ]);
  });

  it('leave out what nothing is wanted of and what AWS does not tell', () => {
    expect(differences({ image: undefined, logFormat: 'JSON' }, { image: 'one' })).toEqual([]);
  });

  it('tell "none" from "not told"', () => {
    expect(differences({ vpc: null }, { vpc: { subnets: ['a'] } })).toHaveLength(1);
    expect(differences({ vpc: null }, { vpc: null })).toEqual([]);
  });

  it('count our tags only: others may add theirs', () => {
    const found = { tags: { 'alr:project': 'demo', team: 'blue' } };
    expect(differences({ tags: { 'alr:project': 'demo' } }, found)).toEqual([]);
    expect(differences({ tags: { 'alr:project': 'demo', team: 'red' } }, found)).toHaveLength(1);
  });

  it('do not mind the order of names', () => {
    expect(differences({ vpc: { subnets: ['a', 'b'] } }, { vpc: { subnets: ['b', 'a'] } })).toEqual([]);
    expect(differences({ vpc: { subnets: ['a', 'b'] } }, { vpc: { subnets: ['b', 'c'] } })).toHaveLength(1);
  });

  it('count a value that is yet to be known', () => {
    expect(differences({ role: referenceTo('role demo', 'arn') }, { role: 'arn:old' })).toHaveLength(1);
  });
});
