import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { unlessAbsent } from '../../../aws/absence.ts';
import { AwsError } from '../../../aws/aws-error.ts';
import type { LocalImage } from '../../desired/image-target.ts';
import type { Found, Kind, Site } from '../../resource/resource.ts';

/** Where the image is pushed from. */
export interface ImageSettings {
  readonly source: LocalImage;
}

/**
 * An image in the repository; its name is `REPOSITORY:TAG`. The tag is made of the image's own id, so an image that
 * has its tag there needs no second push, and no other image can come to have it.
 */
export const image: Kind<ImageSettings> = {
  secret: ['source'],

  async read(site, name): Promise<Found<ImageSettings> | undefined> {
    const { repository, tag } = partsOf(name);
    const ask = new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] });
    const answer = await unlessAbsent(site.aws.client(ECRClient).send(ask));
    const digest = answer?.imageDetails?.[0]?.imageDigest;
    if (digest === undefined) return undefined;
    const uri = `${await repositoryUri(site, repository)}@${digest}`;
    return { owner: site.project, settings: {}, attributes: { uri } };
  },

  async create(site, name, { source }) {
    const { repository, tag } = partsOf(name);
    const uri = await repositoryUri(site, repository);
    const digest = await source.pushTo(site.aws, `${uri}:${tag}`);
    return { uri: `${uri}@${digest}` };
  },

  async update(_site, _name, _settings, { found }) {
    return found.attributes;
  },

  async remove() {
    // Goes with its repository.
  },
};

async function repositoryUri({ aws }: Site, name: string): Promise<string> {
  const ask = new DescribeRepositoriesCommand({ repositoryNames: [name] });
  const uri = (await aws.client(ECRClient).send(ask)).repositories?.[0]?.repositoryUri;
  if (uri === undefined) throw new AwsError(`ECR tells no URI of the repository ${name}`);
  return uri;
}

function partsOf(name: string): { repository: string; tag: string } {
  const [repository = '', tag = ''] = name.split(':');
  return { repository, tag };
}
