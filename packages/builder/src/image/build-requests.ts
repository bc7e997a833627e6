import { basename, dirname } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import type { BuildRequest } from './build-arguments.ts';

/** The Dockerfile of the platform image, in the project's directory. */
export const PLATFORM_DOCKERFILE = 'Dockerfile.platform';

/**
 * Without it, Lambda refuses SnapStart for an image.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
 */
const snapStartLabel = { 'com.amazonaws.lambda.feature.snapstart': 'Allow' };

/** The local tag of the finished image. */
export function localTag({ image }: Configuration): string {
  return `${image.repo}:latest`;
}

/**
 * The platform image: Dockerfile.platform, on the base image, for functions to be built on.
 *
 * @param tag the value of `platform_image`.
 */
export function platformRequest(configuration: Configuration, tag: string): BuildRequest {
  const { image, directory } = configuration;
  return request(configuration, tag, `${directory}/${PLATFORM_DOCKERFILE}`, { BASE_IMAGE: image.base }, {});
}

/** The function's image, and the overlay on top of it where there is one: to be built in this order. */
export function imageRequests(configuration: Configuration): BuildRequest[] {
  const { image, lambda } = configuration;
  const labels = lambda.snapStart ? snapStartLabel : {};
  const functionTag = image.overlay === undefined ? localTag(configuration) : `${image.repo}:function`;
  const base = image.platformImage ?? image.base;
  const ofFunction = request(
    configuration,
    functionTag,
    image.dockerfile,
    { BASE_IMAGE: base, HANDLER: handlerInImage(image.handler) },
    labels,
  );
  if (image.overlay === undefined) return [ofFunction];
  return [
    ofFunction,
    request(configuration, localTag(configuration), image.overlay, { BASE_IMAGE: functionTag }, labels),
  ];
}

/** The handler as the image has it, where modules are JavaScript: `./src/app.ts` is src/app there. */
export function handlerInImage(handler: string): string {
  const folder = dirname(handler);
  const name = basename(handler).replace(/\.[cm]?[jt]s$/, '');
  return folder === '.' ? name : `${folder.replace(/^\.\//, '')}/${name}`;
}

function request(
  { directory, lambda, image }: Configuration,
  tag: string,
  dockerfile: string,
  buildArguments: BuildRequest['buildArguments'],
  labels: BuildRequest['labels'],
): BuildRequest {
  const { architecture } = lambda;
  return { tag, dockerfile, context: directory, architecture, buildArguments, labels, options: image.buildOptions };
}
