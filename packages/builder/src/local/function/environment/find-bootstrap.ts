import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { detectCommands } from '../../../package-manager/detect-package-manager.ts';
import { ExpectedError } from '../../../terminal/expected-error.ts';

/** The project has no `@alr/runtime`, and no other runtime was given. */
export class RuntimeNotFoundError extends ExpectedError {
  override get name(): string {
    return 'RuntimeNotFoundError';
  }
}

/**
 * Finds the bootstrap of the project's `@alr/runtime`. Like Node, it looks in the `node_modules` of the project's
 * directory and of its parents, then in those of the handler's folder.
 *
 * @throws {RuntimeNotFoundError} none of the folders has the package
 */
export async function findBootstrap(directory: string, handler: string | undefined): Promise<string> {
  const folders = [directory];
  if (handler !== undefined && /^[./\\]|[\\/]/.test(handler)) folders.push(dirname(resolve(directory, handler)));
  for (const folder of folders) {
    const manifest = findManifest(folder);
    if (manifest === undefined) continue;
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
    return join(dirname(manifest), bin['alr-bootstrap'] ?? '');
  }
  const { add } = await detectCommands(directory);
  throw new RuntimeNotFoundError(
    `@alr/runtime is not installed in ${folders.join(' or ')}: run ${add} @alr/runtime, ` +
      'or give another runtime with --bootstrap or after --',
  );
}

/**
 * Finds the manifest of `@alr/runtime` as seen from a folder. `require.resolve` would also look in NODE_PATH, which
 * package managers fill with packages that the project does not depend on.
 */
function findManifest(folder: string): string | undefined {
  for (let parent = folder; ; parent = dirname(parent)) {
    const manifest = join(parent, 'node_modules', '@alr', 'runtime', 'package.json');
    if (existsSync(manifest)) return manifest;
    if (parent === dirname(parent)) return undefined;
  }
}
