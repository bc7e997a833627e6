import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { Aws } from '../../aws/connection.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { Configuration } from '../../config/configuration.ts';
import { type BuiltImage, findBuiltImage } from '../../image/built-image.ts';
import { EngineError } from '../../image/run-command.ts';

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
  configuration: Configuration,
  aws: Aws,
  imageUri: string | undefined,
): Promise<DesiredImage> {
  if (imageUri !== undefined) return { kind: 'registry', uri: await withDigest(aws, imageUri) };
  try {
    return { kind: 'built', image: await findBuiltImage(configuration) };
  } catch (error) {
    if (error instanceof EngineError) return { kind: 'current', reason: error.message };
    throw error;
  }
}

/** Replaces the tag of an ECR image by the digest that it points to now, because tags can move. */
async function withDigest(aws: Aws, uri: string): Promise<string> {
  const [, repository, tag] = /^\d{12}\.dkr[.-]ecr[^/]*\/([^:@]+)(?::([^:@]+))?$/.exec(uri) ?? [];
  if (repository === undefined) return uri;
  const describe = new DescribeImagesCommand({
    repositoryName: repository,
    imageIds: [{ imageTag: tag ?? 'latest' }],
  });
  const digest = (await undefinedIfNotFound(aws.client(ECRClient).send(describe)))?.imageDetails?.[0]?.imageDigest;
  return digest === undefined ? uri : `${uri.replace(/:[^:/]+$/, '')}@${digest}`;
}
