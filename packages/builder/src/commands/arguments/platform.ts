import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from './project-options.ts';

/** Adds `alr-builder platform`: builds the image that the function's image is built on. */
export function addPlatform(program: Command): void {
  addProjectOptions(
    program.command('platform').description('build the platform image from Dockerfile.platform, under the function'),
  ).action(async (options: ProjectOptions) => {
    const { buildPlatform } = await import('../../image/build-image.ts');
    process.stdout.write(`built ${await buildPlatform(await loadProject(options))}\n`);
  });
}
