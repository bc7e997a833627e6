import { describe, expect, it } from 'vitest';
import { conditionOf, serviceOf, statementsOf, withoutStatement, withStatement } from './policy-document.ts';

const theirs = { Sid: 'theirs', Effect: 'Allow', Principal: { AWS: '*' } };
const ours = { Sid: 'ours', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } };
const POLICY = JSON.stringify({ Version: '2008-10-17', Id: 'kept', Statement: [theirs] });

describe('a policy that others write too', () => {
  it('gets our statement beside theirs', () => {
    expect(withStatement(POLICY, ours)).toEqual({ Version: '2008-10-17', Id: 'kept', Statement: [theirs, ours] });
  });

  it('gets it in place of our former one', () => {
    const changed = { ...ours, Effect: 'Deny' };
    expect(withStatement(JSON.stringify(withStatement(POLICY, ours)), changed).Statement).toEqual([theirs, changed]);
  });

  it('is begun where there is none', () => {
    expect(withStatement(undefined, ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
    expect(withStatement('', ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
  });

  it('keeps theirs when ours goes, and goes when nothing is left', () => {
    expect(withoutStatement(JSON.stringify(withStatement(POLICY, ours)), 'ours')).toEqual(JSON.parse(POLICY));
    expect(withoutStatement(JSON.stringify(withStatement('', ours)), 'ours')).toBeUndefined();
  });

  it('may have a single statement without a list', () => {
    expect(statementsOf(JSON.stringify({ Statement: theirs }))).toEqual([theirs]);
    expect(statementsOf(undefined)).toEqual([]);
  });
});

it('finds a condition whatever its case', () => {
  const statement = { ...ours, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::files' } } };
  expect(conditionOf(statement, 'aws:sourcearn')).toBe('arn:aws:s3:::files');
  expect(conditionOf(statement, 'aws:SourceAccount')).toBeUndefined();
});

it('tells the service that a statement lets in', () => {
  expect(serviceOf(ours)).toBe('s3.amazonaws.com');
  expect(serviceOf(theirs)).toBeUndefined();
  expect(serviceOf({ Effect: 'Allow', Principal: '*' })).toBeUndefined();
});
