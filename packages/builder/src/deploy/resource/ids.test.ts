import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from './identity.ts';
import {
  entryId,
  formerEntryId,
  formerInlinePolicyName,
  formerPurposeOf,
  formerStatementId,
  formerTargetGroupName,
  inlinePolicyName,
  isInlinePolicyOf,
  purposeOf,
  type StatementPurpose,
  statementId,
  targetGroupName,
} from './ids.ts';

const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  // Names whose concatenations are likely to be the same.
  fc.stringMatching(/^[ab_-]{1,3}$/),
);
const stages = fc.oneof(names, fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/));
const identities: fc.Arbitrary<Identity> = fc.record({ project: names, stage: stages, function: names });
const purposes = fc.constantFrom<StatementPurpose[]>('s3', 'events', 'sns', 'alb', 'url', 'url-invoke');
const demo: Identity = { project: 'demo', stage: 'dev', function: 'main' };

describe('two identities', () => {
  it('never share an id', () => {
    fc.assert(
      fc.property(identities, identities, purposes, fc.string(), (one, another, purpose, text) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(another));
        expect(statementId(one, purpose, text)).not.toBe(statementId(another, purpose, text));
        expect(entryId(one)).not.toBe(entryId(another));
        expect(inlinePolicyName(one, text)).not.toBe(inlinePolicyName(another, text));
        expect(targetGroupName(one)).not.toBe(targetGroupName(another));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not take each other’s entries, nor those of version 1.0, for their own', () => {
    fc.assert(
      fc.property(identities, identities, purposes, fc.string(), (one, another, purpose, source) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(another));
        expect(purposeOf(statementId(one, purpose, source), another)).toBeUndefined();
        expect(purposeOf(formerStatementId(one.project, purpose, source), another)).toBeUndefined();
        expect(formerPurposeOf(statementId(one, purpose, source), another.project)).toBeUndefined();
        expect(isInlinePolicyOf(another, inlinePolicyName(one, 'mail'))).toBe(false);
        expect(entryId(one)).not.toBe(formerEntryId(another.project));
      }),
    );
  });
});

describe('the ids', () => {
  it('have the form that AWS requires', () => {
    fc.assert(
      fc.property(identities, purposes, fc.string(), (identity, purpose, source) => {
        expect(statementId(identity, purpose, source)).toMatch(/^[A-Za-z0-9_-]{1,100}$/);
        expect(entryId(identity)).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
        expect(inlinePolicyName(identity, 'x'.repeat(128))).toMatch(/^[A-Za-z0-9_-]{128}$/);
        expect(targetGroupName(identity)).toMatch(/^(?=.{1,32}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/);
      }),
    );
  });

  it('show the names of the identity', () => {
    expect(entryId(demo)).toMatch(/^alr\.demo-dev-main-[0-9a-f]{12}$/);
    expect(statementId(demo, 's3', 'bucket')).toMatch(/^alr-demo-dev-main-[0-9a-f]{12}-s3-[0-9a-f]{10}$/);
    expect(targetGroupName(demo)).toMatch(/^alr-demo-dev-main-[0-9a-f]{12}$/);
  });
});

describe('statementId', () => {
  it('contains the purpose', () => {
    fc.assert(
      fc.property(identities, purposes, fc.string(), (identity, purpose, source) => {
        expect(purposeOf(statementId(identity, purpose, source), identity)).toBe(purpose);
        expect(formerPurposeOf(formerStatementId(identity.project, purpose, source), identity.project)).toBe(purpose);
      }),
    );
    expect(purposeOf(undefined, demo)).toBeUndefined();
    expect(formerPurposeOf('alr-demo-s3-by-hand', 'demo')).toBeUndefined();
  });

  it('differs for different sources', () => {
    expect(statementId(demo, 's3', 'one')).not.toBe(statementId(demo, 's3', 'another'));
  });
});

describe('isInlinePolicyOf', () => {
  it('includes the policies of version 1.0', () => {
    expect(isInlinePolicyOf(demo, inlinePolicyName(demo, 'mail'))).toBe(true);
    expect(isInlinePolicyOf(demo, formerInlinePolicyName('demo', 'mail'))).toBe(true);
    expect(isInlinePolicyOf(demo, 'mail')).toBe(false);
  });
});

describe('the ids of version 1.0', () => {
  it('are what version 1.0 computed', () => {
    expect(formerStatementId('demo', 's3', 'arn:aws:s3:::uploads')).toBe('alr-demo-s3-4e657ca9');
    expect(formerEntryId('demo')).toBe('alr-demo');
    expect(formerEntryId('x'.repeat(64), 64)).toBe(`alr-${'x'.repeat(51)}-9c6ac086`);
    expect(formerInlinePolicyName('demo', 'role-profile')).toBe('alr-demo-role-profile');
    expect(formerTargetGroupName('demo')).toBe('alr-demo');
    expect(formerTargetGroupName('a_b')).toBe('alr-a-b-648fa9b3');
  });
});
