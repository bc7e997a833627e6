import type { Command } from 'commander';
import { directoryOption } from '../options/project-options.ts';

/** Defines `alr-builder clean`, which removes the bundle that `image/bundle.mjs` writes if it is run outside of an image. */
export function defineClean(command: Command): void {
  command.addOption(directoryOption()).action(async ({ installDir }: { installDir: string }) => {
    const [{ rm }, { join }] = await Promise.all([import('node:fs/promises'), import('node:path')]);
    await rm(join(installDir, 'out'), { recursive: true, force: true });
  });
}
