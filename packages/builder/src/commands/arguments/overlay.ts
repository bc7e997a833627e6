import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from './project-options.ts';

/** Adds `alr-builder overlay`: builds only what comes on top of the function's image. */
export function addOverlay(program: Command): void {
  addProjectOptions(
    program.command('overlay').description("build the overlay's Dockerfile on top of the function's image"),
  ).action(async (options: ProjectOptions) => {
    const { buildOverlay } = await import('../../image/build-image.ts');
    process.stdout.write(`built ${await buildOverlay(await loadProject(options))}\n`);
  });
}
