import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder image`: builds the function's image. */
export function addImage(program: Command): void {
  addProjectOptions(
    program
      .command('image')
      .description("build the function's image, on the platform image and with the overlay where there are")
      .usage('[options] [-- engine options...]')
      .argument('[engineOptions...]', "options of the engine's build command, after --: --no-cache"),
  ).action(async (engineOptions: string[], options: ProjectOptions) => {
    const [{ buildImage }, { describeImage }] = await Promise.all([
      import('../../image/build-image.ts'),
      import('../../image/describe-image.ts'),
    ]);
    const configuration = await loadProject(options);
    const buildOptions = [...configuration.image.buildOptions, ...engineOptions];
    await buildImage({ ...configuration, image: { ...configuration.image, buildOptions } });
    process.stdout.write(`built ${await describeImage(configuration)}\n`);
  });
}
