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

describe('a policy that others write too', () => {
  it('gets our statement beside theirs', () => {
    expect(upsertStatement(POLICY, ours)).toEqual({ Version: '2008-10-17', Id: 'kept', Statement: [theirs, ours] });
  });

  it('gets it in place of our former one', () => {
    const changed = { ...ours, Effect: 'Deny' };
    expect(upsertStatement(JSON.stringify(upsertStatement(POLICY, ours)), changed).Statement).toEqual([
      theirs,
      changed,
    ]);
  });

  it('is begun where there is none', () => {
    expect(upsertStatement(undefined, ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
    expect(upsertStatement('', ours)).toEqual({ Version: '2012-10-17', Statement: [ours] });
  });

  it('keeps theirs when ours goes, and goes when nothing is left', () => {
    expect(removeStatement(JSON.stringify(upsertStatement(POLICY, ours)), 'ours')).toEqual(JSON.parse(POLICY));
    expect(removeStatement(JSON.stringify(upsertStatement('', ours)), 'ours')).toBeUndefined();
  });

  it('may have a single statement without a list', () => {
    expect(parseStatements(JSON.stringify({ Statement: theirs }))).toEqual([theirs]);
    expect(parseStatements(undefined)).toEqual([]);
  });
});

it('finds a condition whatever its case', () => {
  const statement = { ...ours, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::files' } } };
  expect(conditionValue(statement, 'aws:sourcearn')).toBe('arn:aws:s3:::files');
  expect(conditionValue(statement, 'aws:SourceAccount')).toBeUndefined();
});

it('tells the service that a statement lets in', () => {
  expect(principalService(ours)).toBe('s3.amazonaws.com');
  expect(principalService(theirs)).toBeUndefined();
  expect(principalService({ Effect: 'Allow', Principal: '*' })).toBeUndefined();
});
