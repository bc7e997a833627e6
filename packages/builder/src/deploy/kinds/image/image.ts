import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { AwsError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { BuiltImage } from '../../../image/built-image.ts';
import { PROJECT_WIDE } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** The local image to push. */
export interface EcrImageSettings {
  readonly source: BuiltImage;
}

/**
 * An image in the repository. The resource's name is `REPOSITORY:TAG`. The tag contains the image's id, so it identifies
 * one image for good: if the tag exists, the image need not be pushed again.
 */
export const image: Kind<EcrImageSettings> = {
  secret: ['source'],

  async read(target, name): Promise<ActualResource<EcrImageSettings> | undefined> {
    const { repository, tag } = partsOf(name);
    const describe = new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] });
    const response = await undefinedIfNotFound(target.aws.client(ECRClient).send(describe));
    const digest = response?.imageDetails?.[0]?.imageDigest;
    if (digest === undefined) return undefined;
    const uri = `${await repositoryUri(target, repository)}@${digest}`;
    const owner = { ...target.identity, function: PROJECT_WIDE };
    return { owner, isShared: true, settings: {}, attributes: { uri } };
  },

  async create(target, name, { source }) {
    const { repository, tag } = partsOf(name);
    const uri = await repositoryUri(target, repository);
    const digest = await source.pushTo(target.aws, `${uri}:${tag}`);
    return { uri: `${uri}@${digest}` };
  },

  async update(_target, _name, _settings, { actual }) {
    return actual.attributes;
  },

  async remove() {
    // The image is removed with its repository.
  },
};

async function repositoryUri({ aws }: DeploymentTarget, name: string): Promise<string> {
  const describe = new DescribeRepositoriesCommand({ repositoryNames: [name] });
  const uri = (await aws.client(ECRClient).send(describe)).repositories?.[0]?.repositoryUri;
  if (uri === undefined) throw new AwsError(`ECR returned no URI for the repository ${name}`);
  return uri;
}

function partsOf(name: string): { repository: string; tag: string } {
  const [repository = '', tag = ''] = name.split(':');
  return { repository, tag };
}
