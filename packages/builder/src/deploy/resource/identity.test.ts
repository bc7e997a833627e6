import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeOwner,
  type Identity,
  identityTags,
  isOurs,
  mayChange,
  ownerOf,
  ownershipOf,
  projectTags,
} from './identity.ts';

const identity: Identity = { project: 'shop', stage: 'dev', function: 'main' };
const owned = (tags: Record<string, string>) => ({ owner: ownerOf(tags) });
const names = fc.constantFrom('shop', 'dev', 'main', '@project', 'prod');
const identities = fc.record({ project: names, stage: names, function: names });

describe('ownershipOf', () => {
  it.each([
    ['ours', { 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': 'main' }],
    ['sibling', { 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': '@project' }],
    ['sibling', { 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': 'main' }],
    ['sibling', { 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': 'orders' }],
    ['sibling', { 'alr:project': 'shop', 'alr:stage': 'dev' }],
    ['from 1.0', { 'alr:project': 'shop' }],
    ['foreign', { 'alr:project': 'another', 'alr:stage': 'dev', 'alr:function': 'main' }],
    ['foreign', { 'alr:stage': 'dev', 'alr:function': 'main' }],
    ['foreign', { team: 'blue' }],
  ] as const)('is %s for %j', (ownership, tags) => {
    expect(ownershipOf(owned(tags), { identity })).toBe(ownership);
  });

  it.each([
    ['ours', { 'alr:project': 'shop', 'alr:function': '@project' }],
    ['ours', { 'alr:project': 'shop', 'alr:stage': 'dev', 'alr:function': '@project' }],
    ['sibling', { 'alr:project': 'shop', 'alr:stage': 'prod', 'alr:function': '@project' }],
    ['foreign', { 'alr:project': 'another', 'alr:function': '@project' }],
  ] as const)('is %s for %j only on a kind of resource that stages share', (ownership, tags) => {
    expect(ownershipOf({ ...owned(tags), isShared: true }, { identity })).toBe(ownership);
    expect(isOurs(owned(tags), { identity })).toBe(false);
  });

  it('is ours for the tags of our identity only', () => {
    fc.assert(
      fc.property(identities, identities, (ours, others) => {
        fc.pre(ours.function !== '@project' && others.function !== '@project');
        const isSame = JSON.stringify(ours) === JSON.stringify(others);
        expect(isOurs(owned(identityTags(others)), { identity: ours })).toBe(isSame);
        const shared = { ...owned(projectTags(others)), isShared: true };
        expect(isOurs(shared, { identity: ours })).toBe(ours.project === others.project);
      }),
    );
  });
});

describe('mayChange', () => {
  it('includes a resource of version 1.0 only if the stage is named', () => {
    const from1 = owned({ 'alr:project': 'shop' });
    expect(mayChange(from1, { identity, isStageNamed: true })).toBe(true);
    expect(mayChange(from1, { identity, isStageNamed: false })).toBe(false);
    expect(mayChange(undefined, { identity, isStageNamed: true })).toBe(false);
  });
});

describe('describeOwner', () => {
  it.each([
    ['shop/dev', { project: 'shop', stage: 'dev', function: 'main' }],
    ['shop/dev/orders', { project: 'shop', stage: 'dev', function: 'orders' }],
    ['the project shop', { project: 'shop', stage: undefined, function: '@project' }],
  ])('is %s', (text, owner) => {
    expect(describeOwner(owner)).toBe(text);
  });
});
