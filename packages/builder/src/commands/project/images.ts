import type { Command } from 'commander';
import { addProjectOptions, loadImage, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder image`, which builds the function's image. */
export function defineImage(command: Command): void {
  addProjectOptions(command)
    .usage('[options] [-- engine options...]')
    .argument('[engineOptions...]', "Options for the engine's build command, after --, such as --no-cache")
    .action(async (engineOptions: string[], options: ProjectOptions) => {
      const [{ buildImage }, { describeBuiltImage }, { describeStart }] = await Promise.all([
        import('../../image/build-image.ts'),
        import('../../image/built-image.ts'),
        import('../../image/image-start.ts'),
      ]);
      const configuration = await loadImage(options);
      const buildOptions = [...configuration.image.buildOptions, ...engineOptions];
      await buildImage({ ...configuration, image: { ...configuration.image, buildOptions } });
      process.stdout.write(`built ${await describeBuiltImage(configuration)}\n`);
      const start = await describeStart(configuration);
      if (start !== undefined) process.stdout.write(`${start}\n`);
    });
}

/** Defines `alr-builder platform`, which builds the platform image. */
export function definePlatform(command: Command): void {
  addProjectOptions(command).action(async (options: ProjectOptions) => {
    const { buildPlatform } = await import('../../image/build-image.ts');
    process.stdout.write(`built ${await buildPlatform(await loadImage(options))}\n`);
  });
}

/** Defines `alr-builder overlay`, which builds the overlay on top of the function's image. */
export function defineOverlay(command: Command): void {
  addProjectOptions(command).action(async (options: ProjectOptions) => {
    const [{ buildOverlay }, { describeStart }] = await Promise.all([
      import('../../image/build-image.ts'),
      import('../../image/image-start.ts'),
    ]);
    const configuration = await loadImage(options);
    process.stdout.write(`built ${await buildOverlay(configuration)}\n`);
    await describeStart(configuration);
  });
}
