import { CreateRoleCommand, GetRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testTags, testTarget } from '../../../../test/deployment-target.ts';
import { tagList } from '../../resource/tags.ts';
import { role } from './role.ts';

const iam = mockClient(IAMClient);
afterEach(() => iam.reset());

const desired = { trust: {}, region: 'eu-central-1', tags: testTags };

function recorded(regions: string | undefined) {
  const tags = { ...testTags, ...(regions === undefined ? {} : { 'alr:regions': regions }) };
  const Role = { Arn: 'arn:role', RoleName: 'demo', Path: '/', RoleId: 'id', CreateDate: new Date(0) };
  iam.on(GetRoleCommand).resolves({ Role: { ...Role, Tags: tagList(tags), AssumeRolePolicyDocument: '{}' } });
}

describe('the regions of a role', () => {
  it('are recorded when it is created', async () => {
    iam.on(CreateRoleCommand).resolves({});
    await role.create(testTarget(), 'demo', desired);
    expect(iam.commandCalls(CreateRoleCommand)[0]?.args[0].input.Tags).toContainEqual({
      Key: 'alr:regions',
      Value: 'eu-central-1',
    });
  });

  it.each([
    ['eu-central-1', 'eu-central-1'],
    ['us-east-1 eu-central-1', 'eu-central-1'],
    ['us-east-1', 'us-east-1'],
    [undefined, null],
  ])('are up to date if they include this one: %s', async (regions, region) => {
    recorded(regions);
    expect((await role.read(testTarget(), 'demo', desired))?.settings.region).toBe(region);
  });

  it('keep those that another region has recorded in the meantime', async () => {
    recorded(undefined);
    const actual = await role.read(testTarget(), 'demo', desired);
    recorded('us-east-1');
    iam.on(TagRoleCommand).resolves({});
    if (actual !== undefined) {
      await role.update(testTarget(), 'demo', desired, { actual, changed: new Set(['region']) });
    }
    expect(iam.commandCalls(TagRoleCommand)[0]?.args[0].input.Tags).toEqual([
      { Key: 'alr:regions', Value: 'us-east-1 eu-central-1' },
    ]);
  });
});
