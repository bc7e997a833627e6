import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { Aws } from '../../aws/connection.ts';
import { unlessNotFound } from '../../aws/not-found.ts';
import type { Configuration } from '../../config/configuration.ts';
import { openLocalImage } from '../../image/local-image.ts';
import { EngineError } from '../../image/run-engine.ts';
import type { Scope } from '../plan/scopes.ts';
import type { WantedImage } from './desired-state.ts';

/**
 * The image to deploy: the one that the user names, else the one that was built here, else the one that the function
 * has. A target that has nothing to do with images looks for none.
 */
export async function wantedImage(
  configuration: Configuration,
  aws: Aws,
  scope: Scope,
  imageUri: string | undefined,
): Promise<WantedImage> {
  if (imageUri !== undefined) return { kind: 'given', uri: await withDigest(aws, imageUri) };
  if (scope.kinds !== undefined && !scope.kinds.includes('image')) return { kind: 'kept' };
  try {
    return { kind: 'local', image: await openLocalImage(configuration) };
  } catch (error) {
    if (error instanceof EngineError) return { kind: 'kept', why: error.message };
    throw error;
  }
}

/** A tag may come to mean another image: it is replaced by the digest that it stands for now, where ECR tells. */
async function withDigest(aws: Aws, uri: string): Promise<string> {
  const [, repository, tag] = /^\d{12}\.dkr[.-]ecr[^/]*\/([^:@]+)(?::([^:@]+))?$/.exec(uri) ?? [];
  if (repository === undefined) return uri;
  const ask = new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag ?? 'latest' }] });
  const digest = (await unlessNotFound(aws.client(ECRClient).send(ask)))?.imageDetails?.[0]?.imageDigest;
  return digest === undefined ? uri : `${uri.replace(/:[^:/]+$/, '')}@${digest}`;
}
