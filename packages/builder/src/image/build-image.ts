import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { type BuildRequest, buildArguments } from './build-arguments.ts';
import { imageRequests, PLATFORM_DOCKERFILE, platformRequest } from './build-requests.ts';
import { type Engine, findEngine } from './engine.ts';
import { showCommand } from './run-command.ts';

/** A file that the build needs isn't there, or isn't said. */
export class ImageSettingsError extends ExpectedError {
  override get name(): string {
    return 'ImageSettingsError';
  }
}

/**
 * Builds the image: on the platform image, which is built first where there is a Dockerfile.platform, and with the
 * overlay on top. The engine's output goes to stderr.
 *
 * @throws EngineError, ImageSettingsError
 */
export async function buildImage(configuration: Configuration): Promise<void> {
  const engine = await findEngine(configuration.image.engine);
  const { platformImage } = configuration.image;
  const hasPlatform = platformImage !== undefined && existsSync(join(configuration.directory, PLATFORM_DOCKERFILE));
  const requests = imageRequests(configuration);
  if (hasPlatform) requests.unshift(platformRequest(configuration, platformImage));
  for (const request of requests) await build(engine, request);
}

/**
 * Builds the platform image alone.
 *
 * @throws EngineError, ImageSettingsError
 */
export async function buildPlatform(configuration: Configuration): Promise<string> {
  const { platformImage } = configuration.image;
  if (platformImage === undefined) {
    throw new ImageSettingsError('platform_image is not set: it names the image that Dockerfile.platform is made into');
  }
  await build(await findEngine(configuration.image.engine), platformRequest(configuration, platformImage));
  return platformImage;
}

/**
 * Builds the overlay alone, on the function's image as it was built last.
 *
 * @throws EngineError, ImageSettingsError
 */
export async function buildOverlay(configuration: Configuration): Promise<string> {
  const [, overlay] = imageRequests(configuration);
  if (overlay === undefined) {
    throw new ImageSettingsError(
      "overlay is not set: it names the Dockerfile that is built on top of the function's image",
    );
  }
  await build(await findEngine(configuration.image.engine), overlay);
  return overlay.tag;
}

async function build(engine: Engine, request: BuildRequest): Promise<void> {
  if (!existsSync(request.dockerfile)) {
    throw new ImageSettingsError(`${request.dockerfile} does not exist; alr-builder install makes a Dockerfile`);
  }
  await showCommand(engine.command, buildArguments(engine, request));
}
