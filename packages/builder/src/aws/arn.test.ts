import { describe, expect, it } from 'vitest';
import { arnOf, bucketArn, nameOf, parseArn } from './arn.ts';

describe('an ARN', () => {
  it('is parsed into its parts', () => {
    expect(parseArn('arn:aws-cn:lambda:cn-north-1:123456789012:function:demo:live')).toEqual({
      partition: 'aws-cn',
      service: 'lambda',
      region: 'cn-north-1',
      account: '123456789012',
      resource: 'function:demo:live',
    });
  });

  it.each(['', 'demo', 'arn:aws:s3', 'urn:aws:s3:::bucket'])('is not recognized in %j', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });

  it('is built for a partition, a region and an account', () => {
    const scope = { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '123456789012' };
    expect(arnOf(scope, 'sqs', 'jobs')).toBe('arn:aws-us-gov:sqs:us-gov-west-1:123456789012:jobs');
    expect(bucketArn(scope, 'files')).toBe('arn:aws-us-gov:s3:::files');
  });

  it.each([
    ['arn:aws:sqs:eu-central-1:123456789012:jobs', 'jobs'],
    ['arn:aws:s3:::files', 'files'],
    ['arn:aws:iam::123456789012:role/service-role/demo', 'demo'],
    ['arn:aws:events:eu-central-1:123456789012:rule/nightly', 'nightly'],
  ])('%s ends with the name %s', (arn, name) => {
    expect(nameOf(arn)).toBe(name);
  });
});
