import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { configurationOf, projectWith } from '../../test/configuration.ts';
import type { IdentityPolicy } from '../config/read/policy-files.ts';
import { describeExcess, policyText } from './policy-text.ts';

const sts = mockClient(STSClient);

/** The ARNs in the policy for a function with a queue. */
async function resourcesOf(aws: string, env: Record<string, string> = {}) {
  const configuration = configurationOf(`lambda: { name: shop }\ntrigger: { type: sqs }\naws: ${aws}\n`);
  const { Statement } = JSON.parse(await policyText(projectWith(configuration), env)) as IdentityPolicy;
  return Statement.flatMap(({ Resource }) => Resource).filter((resource) => resource !== '*');
}

describe('check --policy', () => {
  afterEach(() => sts.reset());

  it.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('names the resources of %s in the partition %s', async (region, partition) => {
    const resources = await resourcesOf(`{ region: ${region}, account: 123456789012 }`);
    expect(resources).toContain(`arn:${partition}:lambda:${region}:123456789012:function:shop`);
    expect(resources.filter((arn) => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
    expect(sts.calls()).toEqual([]);
  });

  it('asks AWS for the account and region that are not configured', async () => {
    sts
      .on(GetCallerIdentityCommand)
      .resolves({ Arn: 'arn:aws-cn:iam::210987654321:user/ada', Account: '210987654321' });
    expect(await resourcesOf('{ region: cn-north-1 }')).toContain(
      'arn:aws-cn:lambda:cn-north-1:210987654321:function:shop',
    );
  });

  it('uses wildcards for what is unknown without credentials', async () => {
    sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    expect(await resourcesOf('{}', { AWS_REGION: 'eu-west-1' })).toContain('arn:aws:lambda:eu-west-1:*:function:shop');
  });

  it('is limited to the functions that are selected', async () => {
    const [orders, billing] = ['orders', 'billing'].map((name) =>
      configurationOf(
        `lambda: { name: ${name} }\ntrigger: { type: none }\naws: { region: eu-west-1, account: 123456789012 }\n`,
      ),
    );
    if (orders === undefined || billing === undefined) throw new Error('there are two functions');
    const text = await policyText({ ...projectWith(orders, billing), selected: [billing] }, {});
    expect(text).toContain(':function:billing');
    expect(text).not.toContain('orders');
  });

  it('says how long a policy for many functions is, because IAM would reject it as a whole', async () => {
    const functions = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        configurationOf(
          `project: shop\naws: { region: eu-west-1, account: 123456789012 }\nfunctions:\n  f${index}: { handler: a, triggers: [{ type: sqs }, { type: url }] }\n`,
        ),
      );
    const policyOf = async (count: number) => {
      const [first, ...others] = functions(count);
      if (first === undefined) throw new Error('there is no function');
      return policyText(projectWith(first, ...others), {});
    };
    expect(describeExcess(await policyOf(1))).toBe(undefined);
    expect(describeExcess(await policyOf(20))).toMatch(
      /^the policy has \d{5} characters, and a managed policy can have 6144: /,
    );
  });
});
