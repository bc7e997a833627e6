import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { serviceError, testTarget } from '../../../test/deployment-target.ts';
import type { Aws } from '../../aws/connection.ts';
import { chooseImage } from './desired-image.ts';

const ecr = mockClient(ECRClient);
afterEach(() => ecr.reset());

const configuration = configurationOf('trigger: { type: none }\n');
const DIGEST = `sha256:${'d'.repeat(64)}`;

describe('an image in a registry', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:v1', '123456789012', 'eu-central-1'],
    ['210987654321.dkr.ecr.us-east-1.amazonaws.com/shop:v1', '210987654321', 'us-east-1'],
    ['210987654321.dkr-ecr.us-east-1.on.aws/shop:v1', '210987654321', 'us-east-1'],
    ['210987654321.dkr.ecr-fips.us-gov-west-1.amazonaws.com/shop:v1', '210987654321', 'us-gov-west-1'],
    ['210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/team/shop:v1', '210987654321', 'cn-north-1'],
  ])('is looked up in its own account and region: %s', async (uri, registryId, region) => {
    const regions: string[] = [];
    const { aws } = testTarget();
    const recorded: Aws = {
      ...aws,
      inRegion(name) {
        regions.push(name);
        return aws;
      },
    };
    ecr.on(DescribeImagesCommand).resolves({ imageDetails: [{ imageDigest: DIGEST }] });
    expect(await chooseImage({ functions: [configuration] }, recorded, uri)).toEqual({
      kind: 'registry',
      uri: uri.replace(':v1', `@${DIGEST}`),
    });
    expect(regions).toEqual([region]);
    expect(ecr.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toMatchObject({
      registryId,
      repositoryName: uri.includes('team') ? 'team/shop' : 'shop',
      imageIds: [{ imageTag: 'v1' }],
    });
  });

  it.each([
    ['AccessDeniedException', '210987654321.dkr.ecr.us-east-1.amazonaws.com/shop:v1'],
    ['RepositoryNotFoundException', '210987654321.dkr.ecr.us-east-1.amazonaws.com/shop:v1'],
  ])('keeps its tag if the registry responds with %s', async (error, uri) => {
    ecr.on(DescribeImagesCommand).rejects(serviceError(error));
    expect(await chooseImage({ functions: [configuration] }, testTarget().aws, uri)).toEqual({ kind: 'registry', uri });
  });

  it.each([`123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop@${DIGEST}`, 'public.ecr.aws/shop/image:1'])(
    'is not looked up if that is unnecessary or impossible: %s',
    async (uri) => {
      expect(await chooseImage({ functions: [configuration] }, testTarget().aws, uri)).toEqual({
        kind: 'registry',
        uri,
      });
      expect(ecr.calls()).toEqual([]);
    },
  );
});
