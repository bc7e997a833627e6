import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connection.ts';

const sts = mockClient(STSClient);
const unset = { profile: undefined, region: undefined, account: undefined, env: {} };

beforeEach(() => {
  const Arn = 'arn:aws-cn:sts::123456789012:assumed-role/deployer/me';
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn });
});
afterEach(() => sts.reset());

describe('connect', () => {
  it('looks up the identity, the account and the partition', async () => {
    expect(await connect({ ...unset, region: 'cn-north-1' })).toMatchObject({
      partition: 'aws-cn',
      region: 'cn-north-1',
      account: '123456789012',
      caller: 'arn:aws-cn:sts::123456789012:assumed-role/deployer/me',
    });
  });

  it('uses the configured region, then AWS_REGION, then AWS_DEFAULT_REGION', async () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
    expect(await connect({ ...unset, region: 'eu-north-1', env })).toMatchObject({ region: 'eu-north-1' });
    expect(await connect({ ...unset, env })).toMatchObject({ region: 'eu-west-1' });
    expect(await connect({ ...unset, env: { AWS_DEFAULT_REGION: 'eu-west-2' } })).toMatchObject({
      region: 'eu-west-2',
    });
  });

  it('rejects credentials of an account other than the configured one', async () => {
    await expect(connect({ ...unset, region: 'eu-west-1', account: '999999999999' })).rejects.toThrow(
      'the credentials belong to account 123456789012, but the configuration is for 999999999999',
    );
  });

  it('creates one client per service', async () => {
    const aws = await connect({ ...unset, region: 'eu-west-1' });
    expect(aws.client(STSClient)).toBe(aws.client(STSClient));
  });

  it('gives advice if there are no credentials', async () => {
    sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    await expect(connect({ ...unset, region: 'eu-west-1' })).rejects.toThrow('set AWS_PROFILE, use --profile');
    const named = { ...unset, region: 'eu-west-1', env: { AWS_PROFILE: 'shop' } };
    await expect(connect(named)).rejects.toThrow(
      'there are no credentials for the AWS profile shop: log in with `aws sso login --profile shop`, ' +
        'or list all profiles with `aws configure list-profiles`',
    );
  });
});
