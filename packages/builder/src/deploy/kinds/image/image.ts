import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { AwsError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { BuiltImage } from '../../../image/built-image.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** Where the image is pushed from. */
export interface EcrImageSettings {
  readonly source: BuiltImage;
}

/**
 * An image in the repository; its name is `REPOSITORY:TAG`. The tag is made of the image's own id, so an image that
 * has its tag there needs no second push, and no other image can come to have it.
 */
export const image: Kind<EcrImageSettings> = {
  secret: ['source'],

  async read(target, name): Promise<ActualResource<EcrImageSettings> | undefined> {
    const { repository, tag } = partsOf(name);
    const ask = new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] });
    const answer = await undefinedIfNotFound(target.aws.client(ECRClient).send(ask));
    const digest = answer?.imageDetails?.[0]?.imageDigest;
    if (digest === undefined) return undefined;
    const uri = `${await repositoryUri(target, repository)}@${digest}`;
    return { owner: target.project, settings: {}, attributes: { uri } };
  },

  async create(target, name, { source }) {
    const { repository, tag } = partsOf(name);
    const uri = await repositoryUri(target, repository);
    const digest = await source.pushTo(target.aws, `${uri}:${tag}`);
    return { uri: `${uri}@${digest}` };
  },

  async update(_site, _name, _settings, { actual }) {
    return actual.attributes;
  },

  async remove() {
    // Goes with its repository.
  },
};

async function repositoryUri({ aws }: DeploymentTarget, name: string): Promise<string> {
  const ask = new DescribeRepositoriesCommand({ repositoryNames: [name] });
  const uri = (await aws.client(ECRClient).send(ask)).repositories?.[0]?.repositoryUri;
  if (uri === undefined) throw new AwsError(`ECR tells no URI of the repository ${name}`);
  return uri;
}

function partsOf(name: string): { repository: string; tag: string } {
  const [repository = '', tag = ''] = name.split(':');
  return { repository, tag };
}
