import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connection.ts';

const sts = mockClient(STSClient);
const nothing = { profile: undefined, region: undefined, account: undefined, env: {} };

beforeEach(() => {
  const Arn = 'arn:aws-cn:sts::123456789012:assumed-role/deployer/me';
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn });
});
afterEach(() => sts.reset());

describe('connect', () => {
  it('learns from AWS who and where we are', async () => {
    expect(await connect({ ...nothing, region: 'cn-north-1' })).toMatchObject({
      partition: 'aws-cn',
      region: 'cn-north-1',
      account: '123456789012',
      caller: 'arn:aws-cn:sts::123456789012:assumed-role/deployer/me',
    });
  });

  it('takes the region of the configuration, else AWS_REGION, else AWS_DEFAULT_REGION', async () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
    expect(await connect({ ...nothing, region: 'eu-north-1', env })).toMatchObject({ region: 'eu-north-1' });
    expect(await connect({ ...nothing, env })).toMatchObject({ region: 'eu-west-1' });
    expect(await connect({ ...nothing, env: { AWS_DEFAULT_REGION: 'eu-west-2' } })).toMatchObject({
      region: 'eu-west-2',
    });
  });

  it('refuses the credentials of another account than the configuration names', async () => {
    await expect(connect({ ...nothing, region: 'eu-west-1', account: '999999999999' })).rejects.toThrow(
      'the credentials are of account 123456789012, but the configuration is for 999999999999',
    );
  });

  it('makes one client of each service', async () => {
    const aws = await connect({ ...nothing, region: 'eu-west-1' });
    expect(aws.client(STSClient)).toBe(aws.client(STSClient));
  });

  it('says what to do where there are no credentials', async () => {
    sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    await expect(connect({ ...nothing, region: 'eu-west-1' })).rejects.toThrow('set AWS_PROFILE, give --profile');
    const named = { ...nothing, region: 'eu-west-1', env: { AWS_PROFILE: 'shop' } };
    await expect(connect(named)).rejects.toThrow(
      'there are no credentials for the AWS profile shop: run `aws sso login --profile shop`, ' +
        'or see with `aws configure list-profiles` which profiles there are',
    );
  });
});
