import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { digest } from '../../../aws/shorten.ts';
import { tagList } from '../../resource/tags.ts';
import { managedPolicies } from './managed-policies.ts';

const iam = mockClient(IAMClient);
afterEach(() => iam.reset());

describe('the managed policies of a role', () => {
  it('are those with a marker or in the configuration, and tags that users set are not attributes', async () => {
    const [marked, configured, foreign] = ['marked', 'configured', 'foreign'].map((name) => `arn:policy/${name}`);
    const marker = { Key: `alr:policy:${digest(marked ?? '')}`, Value: 'marked' };
    const Tags = [...tagList(testTags), marker, { Key: 'arn', Value: 'a tag of the user' }];
    iam.on(GetRoleCommand).resolves({
      Role: { Tags, Path: '/', RoleName: 'demo', RoleId: 'id', Arn: 'arn:role', CreateDate: new Date() },
    });
    const AttachedPolicies = [marked, configured, foreign].map((PolicyArn) => ({ PolicyArn }));
    iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies });
    expect(await managedPolicies.read(testTarget(), 'demo', { policies: [configured ?? ''] })).toEqual({
      owner: testIdentity,
      settings: { policies: [configured, marked] },
      attributes: { [marker.Key]: 'marked' },
    });
  });
});
