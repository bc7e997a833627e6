import { describe, expect, it } from 'vitest';
import { awsAccess } from './aws-access.ts';

describe('awsAccess', () => {
  const none = { AWS_CONFIG_FILE: '/no/such', AWS_SHARED_CREDENTIALS_FILE: '/no/such' };

  it.each([
    [{ AWS_PROFILE: 'shop', AWS_ACCESS_KEY_ID: 'a' }, 'the AWS profile shop'],
    [{ AWS_ACCESS_KEY_ID: 'a' }, 'the credentials in AWS_ACCESS_KEY_ID'],
    [{ AWS_CONFIG_FILE: import.meta.filename }, 'the default AWS profile'],
    [{}, 'no AWS credentials'],
  ])('finds the credentials of %j, as the AWS SDK does', (env, credentials) => {
    expect(awsAccess({ ...none, ...env }, {}).credentials).toBe(credentials);
  });

  it('knows that a container has only the credentials that were resolved for it', () => {
    const env = { ...none, AWS_PROFILE: 'shop', AWS_CONFIG_FILE: import.meta.filename };
    const problem = 'the login has expired';
    expect(awsAccess(env, {}, { areResolved: true }).credentials).toBe('no AWS credentials');
    expect(awsAccess(env, {}, { areResolved: true, problem }).credentials).toBe(`no AWS credentials (${problem})`);
    expect(awsAccess({ ...env, AWS_ACCESS_KEY_ID: 'a' }, {}, { areResolved: true }).credentials).toBe(
      'the credentials in AWS_ACCESS_KEY_ID',
    );
  });

  it.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/jobs', true],
    ['https://sqs.cn-north-1.amazonaws.com.cn/1/jobs', true],
    ['https://abc.lambda-url.eu-central-1.on.aws/', true],
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:news', true],
    ['first,arn:aws:s3:::photos', true],
    ['wss://abc.execute-api.eu-central-1.amazonaws.com/prod', true],
    ['http://localhost:4566/012345678912/jobs', false],
    ['https://amazonaws.com.example.org/', false],
    ['https://example.org/?from=sqs.amazonaws.com', false],
    ['jobs', false],
  ])('knows whether %s is of the real AWS', (value, isOfAws) => {
    expect(awsAccess(none, { NAME: value }).variables).toEqual(isOfAws ? ['NAME'] : []);
  });
});
