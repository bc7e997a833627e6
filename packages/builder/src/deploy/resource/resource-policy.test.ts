import { describe, expect, it } from 'vitest';
import {
  conditionValue,
  parseStatements,
  principalService,
  removeStatement,
  upsertStatement,
} from './resource-policy.ts';

const theirs = { Sid: 'theirs', Effect: 'Allow', Principal: { AWS: '*' } };
const ours = { Sid: 'ours', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } };
const POLICY = JSON.stringify({ Version: '2008-10-17', Id: 'kept', Statement: [theirs] });

describe('upsertStatement', () => {
  it('adds a statement and keeps the others', () => {
    expect(upsertStatement(POLICY, ours)).toEqual({ Version: '2008-10-17', Id: 'kept', Statement: [theirs, ours] });
  });

  it('replaces the statement with the same id', () => {
    const changed = { ...ours, Effect: 'Deny' };
    expect(upsertStatement(JSON.stringify(upsertStatement(POLICY, ours)), changed).Statement).toEqual([
      theirs,
      changed,
    ]);
  });

  it('starts a policy if there is none', () => {
    expect(upsertStatement(undefined, ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
    expect(upsertStatement('', ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
  });
});

describe('removeStatement', () => {
  it('keeps the other statements', () => {
    expect(removeStatement(JSON.stringify(upsertStatement(POLICY, ours)), 'ours')).toEqual(JSON.parse(POLICY));
  });

  it('removes the policy with its last statement', () => {
    expect(removeStatement(JSON.stringify(upsertStatement('', ours)), 'ours')).toBeUndefined();
  });
});

describe('parseStatements', () => {
  it('accepts a single statement without an array', () => {
    expect(parseStatements(JSON.stringify({ Statement: theirs }))).toEqual([theirs]);
  });

  it('finds no statements if there is no policy', () => {
    expect(parseStatements(undefined)).toEqual([]);
  });
});

describe('conditionValue', () => {
  it('ignores the case of the key', () => {
    const statement = { ...ours, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::files' } } };
    expect(conditionValue(statement, 'aws:sourcearn')).toBe('arn:aws:s3:::files');
    expect(conditionValue(statement, 'aws:SourceAccount')).toBeUndefined();
  });
});

describe('principalService', () => {
  it('returns the service, and undefined for any other principal', () => {
    expect(principalService(ours)).toBe('s3.amazonaws.com');
    expect(principalService(theirs)).toBeUndefined();
    expect(principalService({ Effect: 'Allow', Principal: '*' })).toBeUndefined();
  });
});
