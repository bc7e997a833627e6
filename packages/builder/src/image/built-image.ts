import type { Aws } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { imageRequests, localTag, PROJECT_LABEL, SOURCE_LABEL } from './build-requests.ts';
import { findBuildContext } from './context/build-context.ts';
import { sourceDigest } from './context/source-digest.ts';
import { type Engine, findEngine } from './engine/engine.ts';
import { EngineError, readCommand, readIfFound } from './engine/run-command.ts';
import { pushImage } from './push-image.ts';

/** An image in the storage of a container engine on this machine. */
export interface BuiltImage {
  /** The id, which identifies the contents, such as `sha256:...`. */
  readonly id: string;
  /** The architecture that it was built for, in Lambda's spelling; undefined if the engine does not report it. */
  readonly architecture: string | undefined;
  /** Whether the sources have changed since the build; undefined if the image does not record its sources. */
  readonly isOutdated?: boolean | undefined;
  /**
   * Pushes the image.
   *
   * @param reference the destination: `REGISTRY/REPOSITORY:TAG`
   * @returns the digest that the push reported, such as `sha256:...`
   */
  pushTo(aws: Aws, reference: string): Promise<string>;
}

/** The image was built for another project. */
export class WrongImageError extends ExpectedError {
  override get name(): string {
    return 'WrongImageError';
  }
}

/**
 * Finds the image that `buildImage` built.
 *
 * @throws {EngineError} the image has not been built yet, or no container engine works
 * @throws {WrongImageError} the image was built for another project
 */
export async function findBuiltImage(configuration: Configuration): Promise<BuiltImage> {
  const engine = await findEngine(configuration.image.engine);
  const tag = localTag(configuration);
  const properties = await inspect(engine, tag);
  if (properties === undefined)
    throw new EngineError(`the image ${tag} has not been built yet: build it with alr-builder image`);
  const { project, source, ...identity } = properties;
  if (project !== '' && project !== configuration.project) {
    throw new WrongImageError(
      `the image ${tag} was built for the project ${project}, not for ${configuration.project}: ` +
        'build it again with alr-builder image',
    );
  }
  const isOutdated = source === '' ? undefined : source !== (await currentDigest(configuration));
  return { ...identity, isOutdated, pushTo: (aws, reference) => pushImage(engine, tag, aws, reference) };
}

async function currentDigest(configuration: Configuration): Promise<string> {
  const context = await findBuildContext(configuration);
  return sourceDigest(imageRequests(configuration, context), context);
}

/** What an engine reports about an image. A label that the image does not have is empty. */
interface ImageProperties extends Pick<BuiltImage, 'id' | 'architecture'> {
  readonly project: string;
  readonly source: string;
}

async function inspect({ name, command }: Engine, tag: string): Promise<ImageProperties | undefined> {
  const args =
    name === 'buildah'
      ? ['inspect', '--type', 'image', '--format', formatOf('.FromImageID', '.OCIv1'), tag]
      : ['image', 'inspect', '--format', formatOf('.Id', ''), tag];
  const output = await readIfFound(command, args);
  if (output === undefined) return undefined;
  const [identity = '', project = '', source = ''] = output.trim().split('|');
  const [id = '', architecture] = identity.trim().split(/\s+/);
  return {
    id: id.startsWith('sha256:') ? id : `sha256:${id}`,
    architecture: lambdaArchitecture(architecture),
    project: project.trim(),
    source: source.trim(),
  };
}

/** The template for the id, the architecture, and the two labels. */
function formatOf(id: string, image: string): string {
  const label = (name: string) => `{{index ${image}.Config.Labels "${name}"}}`;
  return `{{${id}}} {{${image}.Architecture}}|${label(PROJECT_LABEL)}|${label(SOURCE_LABEL)}`;
}

/** Images use Go's names for architectures. */
function lambdaArchitecture(architecture: string | undefined): string | undefined {
  return architecture === 'amd64' ? 'x86_64' : architecture;
}

/** Describes the built image in a few words: its tag, and its size according to the engine. */
export async function describeBuiltImage(configuration: Configuration): Promise<string> {
  const engine = await findEngine(configuration.image.engine);
  const tag = localTag(configuration);
  return `${tag} (${await sizeOf(engine, tag)})`;
}

async function sizeOf({ name, command }: Engine, tag: string): Promise<string> {
  if (name === 'buildah') return (await readCommand(command, ['images', '--format', '{{.Size}}', tag])).trim();
  const bytes = Number(await readCommand(command, ['image', 'inspect', '--format', '{{.Size}}', tag]));
  return `${Math.round(bytes / 1e6)} MB`;
}
