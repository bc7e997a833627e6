import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { readStatements } from '../../src/deploy/kinds/function/permission.ts';
import { testTarget } from '../deployment-target.ts';
import { takeSnapshot } from './account-snapshot.ts';
import { changesOf, connectToMoto, deployed, MOTO_URL, useMoto, yamlOf } from './deployed-project.ts';

describe.skipIf(MOTO_URL === '')('deploying in other partitions', () => {
  beforeAll(useMoto);

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('uses the names of the partition: %s, %s', async (region, partition) => {
    const aws = await connectToMoto(region);
    const before = await takeSnapshot(aws);
    const yaml = yamlOf(`{ type: s3-direct, bucket: in-${partition}, create_bucket: true }`);
    const project = deployed(yaml, { region });
    await project.apply();
    const { Configuration } = await aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: 'demo' }));
    expect(Configuration?.Role).toBe(`arn:${partition}:iam::123456789012:role/demo`);
    const statements = await readStatements({ ...testTarget(), aws }, undefined);
    expect(statements).toMatchObject([
      { Condition: { ArnLike: { 'AWS:SourceArn': `arn:${partition}:s3:::in-${partition}` } } },
    ]);
    expect(changesOf(await project.plan())).toEqual([]);
    await project.teardown();
    expect(await takeSnapshot(aws)).toEqual(before);
  });
});
