import type { Command } from 'commander';
import { directoryOption } from '../arguments/project-options.ts';

/** Adds `alr-builder clean`: takes away what a bundle that was made here, outside of an image, has left. */
export function addClean(program: Command): void {
  program
    .command('clean')
    .description('remove what building leaves in the project: out/')
    .addOption(directoryOption())
    .action(async ({ installDir }: { installDir: string }) => {
      const [{ rm }, { join }] = await Promise.all([import('node:fs/promises'), import('node:path')]);
      await rm(join(installDir, 'out'), { recursive: true, force: true });
    });
}
