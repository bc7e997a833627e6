import { join } from 'node:path';
import type { FunctionSettings } from '../config/configuration.ts';
import type { Engine } from './engine/engine.ts';

/** An image to build. */
export interface BuildRequest {
  readonly tag: string;
  readonly dockerfile: string;
  /** The directory whose files are available to the build. */
  readonly context: string;
  /** The patterns of files that are not sent to the build. */
  readonly ignoreFile: string;
  readonly architecture: FunctionSettings['architecture'];
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Further options of the engine. */
  readonly options: readonly string[];
}

const platforms = { x86_64: 'linux/amd64', arm64: 'linux/arm64' } as const;

/**
 * Builds the command line for an image that Lambda accepts: for one architecture, without an image index, and without
 * attestations.
 */
export function buildArguments(engine: Engine, request: BuildRequest): string[] {
  return [
    ...buildCommand(engine),
    ...['--platform', platforms[request.architecture]],
    ...['--file', request.dockerfile],
    ...ignoreFileOption(engine, request),
    ...['--tag', request.tag],
    ...pairs('--build-arg', request.buildArguments),
    ...pairs('--label', request.labels),
    ...request.options,
    request.context,
  ];
}

function buildCommand({ name, hasBuildx }: Engine): string[] {
  switch (name) {
    case 'docker':
      return hasBuildx ? ['buildx', 'build', '--load', '--provenance=false', '--sbom=false'] : ['build'];
    case 'podman':
    case 'buildah':
      // Without --layers, they do not cache the layers of a build.
      return ['build', '--format', 'docker', '--layers'];
    case 'finch':
      return ['build'];
  }
}

/** BuildKit finds `DOCKERFILE.dockerignore` without an option. */
function ignoreFileOption({ name }: Engine, request: BuildRequest): string[] {
  if (usesDefaultIgnoreFile(request)) return [];
  return name === 'podman' || name === 'buildah' ? ['--ignorefile', request.ignoreFile] : [];
}

/** Whether the file has the name that every engine looks for. */
export function usesDefaultIgnoreFile({ ignoreFile, context }: BuildRequest): boolean {
  return ignoreFile === join(context, '.dockerignore');
}

function pairs(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}
