import type { Configuration } from '../config/configuration.ts';
import type { BuildRequest } from './build-arguments.ts';
import { type BuildContext, PROJECT_ARGUMENT, projectContext } from './context/build-context.ts';
import { handlersInImage } from './handler-name.ts';

/** The name of the platform image's Dockerfile, in the project's directory. */
export const PLATFORM_DOCKERFILE = 'Dockerfile.platform';

/**
 * Lambda rejects SnapStart for images without this label.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
 */
const snapStartLabel = { 'com.amazonaws.lambda.feature.snapstart': 'Allow' };

/** The label of an image with the project that it was built for. */
export const PROJECT_LABEL = 'alr.project';
/** The label of an image with the digest of the sources that it was built from. */
export const SOURCE_LABEL = 'alr.source';

/** The tag of the finished image on this machine. It contains the project, because projects can share a repository. */
export function localTag({ image, project }: Configuration): string {
  return `${image.repo}:${project}`;
}

/**
 * Describes the build of the platform image, which functions are built on.
 *
 * @param tag the value of `platform_image`
 */
export function platformRequest(configuration: Configuration, tag: string): BuildRequest {
  const { image, directory } = configuration;
  const buildArguments = { BASE_IMAGE: image.base };
  return request(configuration, { tag, dockerfile: `${directory}/${PLATFORM_DOCKERFILE}`, buildArguments, labels: {} });
}

/**
 * Describes the builds of the function's image and of the overlay on top of it, if there is one, in this order.
 *
 * @param context what the function's image is built from; that of the overlay is the project's directory
 */
export function imageRequests(configuration: Configuration, context: BuildContext): BuildRequest[] {
  const { image, overlay, platformImage, handlers, usesSnapStart, project } = configuration;
  const labels = { [PROJECT_LABEL]: project, ...(usesSnapStart && snapStartLabel) };
  const functionTag = overlay === undefined ? localTag(configuration) : `${localTag(configuration)}.function`;
  const base = platformImage ?? image.base;
  const buildArguments = {
    BASE_IMAGE: base,
    // A handler contains no space.
    HANDLER: handlersInImage(handlers, configuration.directory).join(' '),
    // The Dockerfile has the default, too.
    ...(image.snapshot !== 'libraries' && { SNAPSHOT: image.snapshot }),
    ...(context.folder !== undefined && { [PROJECT_ARGUMENT]: context.folder }),
  };
  const functionRequest = request(
    configuration,
    { tag: functionTag, dockerfile: image.dockerfile, buildArguments, labels },
    context,
  );
  if (overlay === undefined) return [functionRequest];
  return [
    functionRequest,
    request(configuration, {
      tag: localTag(configuration),
      dockerfile: overlay,
      buildArguments: { BASE_IMAGE: functionTag },
      labels,
    }),
  ];
}

function request(
  { directory, lambda, image }: Configuration,
  properties: Pick<BuildRequest, 'tag' | 'dockerfile' | 'buildArguments' | 'labels'>,
  context = projectContext(directory),
): BuildRequest {
  return {
    ...properties,
    context: context.directory,
    ignoreFile: context.ignoreFile,
    architecture: lambda.architecture,
    options: image.buildOptions,
  };
}
