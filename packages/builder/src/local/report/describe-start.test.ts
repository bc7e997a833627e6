import { describe, expect, it } from 'vitest';
import { describeAccess } from './describe-start.ts';

const access = { type: 'aws-access', credentials: 'the AWS profile shop', variables: [] } as const;

describe('what is said about the access to AWS', () => {
  it.each([
    [access, 'AWS: the function uses the AWS profile shop'],
    [{ ...access, functions: 2 }, 'AWS: the functions use the AWS profile shop'],
    [
      { ...access, functions: 2, localServices: ['SQS'] },
      'AWS: SQS is on this machine; for other services, the functions use the AWS profile shop',
    ],
    [
      { ...access, functions: 2, isIsolated: true },
      'AWS: the real AWS rejects the calls of the functions, because of --isolated',
    ],
  ] as const)('%j', (event, text) => {
    expect(describeAccess(event)).toBe(text);
  });
});
