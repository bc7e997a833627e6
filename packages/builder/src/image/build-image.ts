import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { type BuildRequest, buildArguments, usesDefaultIgnoreFile } from './build-arguments.ts';
import { imageRequests, PLATFORM_DOCKERFILE, platformRequest, SOURCE_LABEL } from './build-requests.ts';
import { findBuildContext, ImageSettingsError } from './context/build-context.ts';
import { sourceDigest } from './context/source-digest.ts';
import { type Engine, findEngine } from './engine/engine.ts';
import { showCommand } from './engine/run-command.ts';

/**
 * Builds the image. If a platform image is configured and has a Dockerfile.platform, that is built first, and if an
 * overlay is configured, it is built on top. The engine's output goes to stderr.
 *
 * @throws {EngineError} no engine works, or the build fails
 * @throws {ImageSettingsError} a Dockerfile does not exist, or does not fit the project
 */
export async function buildImage(configuration: Configuration): Promise<void> {
  const engine = await findEngine(configuration.image.engine);
  const { platformImage } = configuration;
  const hasPlatform = platformImage !== undefined && existsSync(join(configuration.directory, PLATFORM_DOCKERFILE));
  const requests = await labeledRequests(configuration);
  if (hasPlatform) requests.unshift(platformRequest(configuration, platformImage));
  for (const request of requests) await build(engine, request);
}

/**
 * Builds only the platform image.
 *
 * @returns its tag
 * @throws {EngineError} no engine works, or the build fails
 * @throws {ImageSettingsError} no platform image is configured, or its Dockerfile does not exist
 */
export async function buildPlatform(configuration: Configuration): Promise<string> {
  const { platformImage } = configuration;
  if (platformImage === undefined) {
    throw new ImageSettingsError(
      'platform_image is not set: set it to the name of the image to build from Dockerfile.platform',
    );
  }
  await build(await findEngine(configuration.image.engine), platformRequest(configuration, platformImage));
  return platformImage;
}

/**
 * Builds only the overlay, on top of the function's image from the last build.
 *
 * @returns its tag
 * @throws {EngineError} no engine works, or the build fails
 * @throws {ImageSettingsError} no overlay is configured, or its Dockerfile does not exist
 */
export async function buildOverlay(configuration: Configuration): Promise<string> {
  const [, overlay] = await labeledRequests(configuration);
  if (overlay === undefined) {
    throw new ImageSettingsError(
      "overlay is not set: set it to the Dockerfile to build on top of the function's image",
    );
  }
  await build(await findEngine(configuration.image.engine), overlay);
  return overlay.tag;
}

/** The requests with the label by which a deployment notices that the sources have changed since the build. */
async function labeledRequests(configuration: Configuration): Promise<BuildRequest[]> {
  const context = await findBuildContext(configuration);
  const requests = imageRequests(configuration, context);
  const digest = await sourceDigest(requests, context);
  return requests.map((request) => ({ ...request, labels: { ...request.labels, [SOURCE_LABEL]: digest } }));
}

async function build(engine: Engine, request: BuildRequest): Promise<void> {
  if (!existsSync(request.dockerfile)) {
    throw new ImageSettingsError(`${request.dockerfile} does not exist: create a Dockerfile with alr-builder install`);
  }
  if (engine.name === 'docker' && !engine.hasBuildx && !usesDefaultIgnoreFile(request)) {
    throw new ImageSettingsError(
      `docker has no buildx, without which it does not read ${request.ignoreFile}: install docker-buildx-plugin`,
    );
  }
  await showCommand(engine.command, buildArguments(engine, request));
}
