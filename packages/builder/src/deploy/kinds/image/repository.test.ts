import {
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { repository } from './repository.ts';

const ecr = mockClient(ECRClient);
afterEach(() => ecr.reset());

const ours = { rulePriority: 1, description: 'ours', action: { type: 'expire' } };
const theirs = { rulePriority: 1, description: 'theirs', action: { type: 'expire' } };
const settings = { lifecycle: { rules: [ours] }, tags: {} };
const actual = { owner: testIdentity, settings: {}, attributes: {} };

function images(...tags: string[][]): void {
  ecr.on(DescribeImagesCommand).resolves({ imageDetails: tags.map((imageTags) => ({ imageTags })) });
}

function lifecycleIs(...rules: object[]): void {
  ecr.on(GetLifecyclePolicyCommand).resolves({ lifecyclePolicyText: JSON.stringify({ rules }) });
}

describe('a repository', () => {
  it('reports its images, and its lifecycle policy without the rules of others', async () => {
    ecr.on(DescribeRepositoriesCommand).resolves({ repositories: [{ repositoryArn: 'arn' }] });
    ecr.on(ListTagsForResourceCommand).resolves({});
    images(['alr-demo-0123456789ab'], [], ['alr-other-0123456789ab'], ['alr-demo-0123456789ab', 'ci-7']);
    lifecycleIs(theirs, { ...ours, rulePriority: 2 });
    expect(await repository.read(testTarget(), 'images', settings)).toMatchObject({
      settings: { lifecycle: settings.lifecycle },
      contents: { images: { ours: 2, others: 2 } },
    });
  });

  it('gets our rule next to those of others', async () => {
    lifecycleIs(theirs);
    ecr.on(PutLifecyclePolicyCommand).resolves({});
    await repository.update(testTarget(), 'images', settings, { actual, changed: new Set(['lifecycle']) });
    const { lifecyclePolicyText = '' } = ecr.commandCalls(PutLifecyclePolicyCommand)[0]?.args[0].input ?? {};
    expect(JSON.parse(lifecyclePolicyText)).toEqual({ rules: [theirs, { ...ours, rulePriority: 2 }] });
  });

  it('is kept if others have pushed to it', async () => {
    images(['ci-7']);
    await expect(repository.remove(testTarget(), 'images', actual)).rejects.toThrow('did not push (1)');
    expect(ecr.commandCalls(DeleteRepositoryCommand)).toHaveLength(0);
  });
});
