import type { Aws } from '../aws/connection.ts';
import type { Configuration } from '../config/configuration.ts';
import { localTag } from './build-requests.ts';
import { type Engine, findEngine } from './engine.ts';
import { pushImage } from './push-image.ts';
import { EngineError, readCommand, tryCommand } from './run-command.ts';

/** An image in the storage of a container engine on this machine. */
export interface BuiltImage {
  /** The id, which identifies the contents, such as `sha256:...`. */
  readonly id: string;
  /** The architecture that it was built for, in Lambda's spelling; undefined if the engine does not report it. */
  readonly architecture: string | undefined;
  /**
   * Pushes the image.
   *
   * @param reference the destination: `REGISTRY/REPOSITORY:TAG`
   * @returns the digest that the push reported, such as `sha256:...`
   */
  pushTo(aws: Aws, reference: string): Promise<string>;
}

/**
 * Finds the image that `buildImage` built.
 *
 * @throws {EngineError} the image has not been built yet, or no container engine works
 */
export async function findBuiltImage(configuration: Configuration): Promise<BuiltImage> {
  const engine = await findEngine(configuration.image.engine);
  const tag = localTag(configuration);
  const properties = await inspect(engine, tag);
  if (properties === undefined)
    throw new EngineError(`the image ${tag} has not been built yet: build it with alr-builder image`);
  return { ...properties, pushTo: (aws, reference) => pushImage(engine, tag, aws, reference) };
}

async function inspect(
  { name, command }: Engine,
  tag: string,
): Promise<Pick<BuiltImage, 'id' | 'architecture'> | undefined> {
  const args =
    name === 'buildah'
      ? ['inspect', '--type', 'image', '--format', '{{.FromImageID}} {{.OCIv1.Architecture}}', tag]
      : ['image', 'inspect', '--format', '{{.Id}} {{.Architecture}}', tag];
  const outcome = await tryCommand(command, args);
  if (outcome?.status !== 0) return undefined;
  const [id = '', architecture] = outcome.stdout.trim().split(/\s+/);
  return { id: id.startsWith('sha256:') ? id : `sha256:${id}`, architecture: lambdaArchitecture(architecture) };
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
