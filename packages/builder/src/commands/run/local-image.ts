import type { Configuration } from '../../config/configuration.ts';
import type { LocalImage } from '../../local/function/container/run-container.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { loadFunction, type SourceOptions } from '../options/project-options.ts';

/** The options of `alr-builder local` that concern the image. */
export interface LocalImageOptions {
  readonly image?: boolean | undefined;
  /** False with `--no-build`. */
  readonly build: boolean;
}

/** What the command line says about the image. */
export interface ImageWords {
  readonly bootstrap: string | undefined;
  readonly handler: string | undefined;
  /** The words after `--`. */
  readonly engineOptions: readonly string[];
}

/**
 * Builds the image that `alr-builder local --image` runs, or finds the one that exists. Undefined without `--image`.
 *
 * @throws {UsageError} an option is missing or cannot be combined with `--image`
 */
export async function prepareImage(
  source: SourceOptions,
  { image, build }: LocalImageOptions,
  { bootstrap, handler, engineOptions }: ImageWords,
): Promise<LocalImage | undefined> {
  if (!image) {
    if (!build) throw new UsageError('--no-build is an option of --image: add --image, or remove it');
    return undefined;
  }
  if (bootstrap !== undefined) {
    throw new UsageError(
      '--bootstrap cannot be combined with --image, which has its own bootstrap: remove one of them',
    );
  }
  const load = async (): Promise<Configuration> => {
    const configuration = await loadFunction(source);
    if (handler === undefined) return configuration;
    return { ...configuration, handlers: [handler], image: { ...configuration.image, handler } };
  };
  const [{ buildImage }, { findBuiltImage }, { localTag }, { imageSources }] = await Promise.all([
    import('../../image/build-image.ts'),
    import('../../image/built-image.ts'),
    import('../../image/build-requests.ts'),
    import('../../image/context/image-sources.ts'),
  ]);
  const configuration = await load();
  if (build) await buildImage(configuration);
  const built = await findBuiltImage(configuration);
  if (!build && built.isOutdated) {
    process.stderr.write('the image is older than its sources: to build it again, leave out --no-build\n');
  }
  return {
    tag: localTag(configuration),
    engine: configuration.image.engine,
    options: engineOptions,
    ephemeralStorage: configuration.lambda.ephemeralStorage,
    profile: configuration.aws.profile,
    ...(build && { build: async () => buildImage(await load()), sources: await imageSources(configuration) }),
  };
}
