import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { explainAwsError, isDenied } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { isNotFound } from '../../aws/not-found.ts';
import type { Project } from '../../config/configuration.ts';
import { type BuiltImage, findBuiltImage } from '../../image/built-image.ts';
import { EngineError } from '../../image/engine/run-command.ts';

/** Which image the function should run. */
export type DesiredImage =
  /** An image in a registry. */
  | { readonly kind: 'registry'; readonly uri: string }
  /** An image built on this machine. It is pushed unless the repository has it already. */
  | { readonly kind: 'built'; readonly image: BuiltImage }
  /** The image that the function runs now. If a built image was looked for, the reason why there is none. */
  | { readonly kind: 'current'; readonly reason?: string };

/** Chooses the image: the one that the user named, or the one built on this machine, or the function's current one. */
export async function chooseImage(
  { functions: [configuration] }: Pick<Project, 'functions'>,
  aws: Aws,
  imageUri: string | undefined,
): Promise<DesiredImage> {
  if (imageUri !== undefined) return { kind: 'registry', uri: await withDigest(aws, imageUri) };
  // A valid project has at least one function, and all of them share the image.
  if (configuration === undefined) return { kind: 'current' };
  try {
    return { kind: 'built', image: await findBuiltImage(configuration) };
  } catch (error) {
    if (error instanceof EngineError) return { kind: 'current', reason: error.message };
    throw error;
  }
}

/** `ACCOUNT.dkr.ecr.REGION.HOST/REPOSITORY:TAG`, in the forms for all partitions, for FIPS and for IPv6. */
const ecrImage = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[^/]+\/([^:@]+)(?::([^:@]+))?$/;

/**
 * Replaces the tag of an ECR image by the digest that it points to now, because tags can move. The image can be in
 * another account or region. If that does not let us look, the tag stays.
 */
async function withDigest(aws: Aws, uri: string): Promise<string> {
  const [, registryId, region, repositoryName, imageTag = 'latest'] = ecrImage.exec(uri) ?? [];
  if (registryId === undefined || region === undefined) return uri;
  const describe = new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] });
  const response = await aws
    .inRegion(region)
    .client(ECRClient)
    .send(describe)
    .catch((error: unknown) => {
      if (isNotFound(error) || isDenied(error)) return undefined;
      throw explainAwsError(error, `look up the image ${uri}`);
    });
  const digest = response?.imageDetails?.[0]?.imageDigest;
  return digest === undefined ? uri : `${uri.replace(/:[^:/]+$/, '')}@${digest}`;
}
