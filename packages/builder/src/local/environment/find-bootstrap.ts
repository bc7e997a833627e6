import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ExpectedError } from '../../terminal/expected-error.ts';

/** The project has no `@alr/runtime`, and no other runtime is named. */
export class RuntimeNotFoundError extends ExpectedError {
  override get name(): string {
    return 'RuntimeNotFoundError';
  }
}

/**
 * The bootstrap of the project's own `@alr/runtime`, looked for from the project's directory, then from the handler's
 * folder, as Node resolves packages.
 *
 * @throws {@link RuntimeNotFoundError}
 */
export async function findBootstrap(directory: string, handler: string | undefined): Promise<string> {
  const folders = [directory];
  if (handler !== undefined && /^[./\\]|[\\/]/.test(handler)) folders.push(dirname(resolve(directory, handler)));
  for (const folder of folders) {
    const manifest = resolvePackage(folder);
    if (manifest === undefined) continue;
    // our own package
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
    return join(dirname(manifest), bin['alr-bootstrap'] ?? '');
  }
  throw new RuntimeNotFoundError(
    `There is no @alr/runtime in ${folders.join(' or ')}. Install it (npm install @alr/runtime), ` +
      'or name another runtime after --, or by --bootstrap.',
  );
}

/**
 * The manifest of `@alr/runtime` as seen from a folder. Not by `require.resolve`: that looks in NODE_PATH as well, which
 * package managers fill with packages that the project doesn't have.
 */
function resolvePackage(folder: string): string | undefined {
  for (let parent = folder; ; parent = dirname(parent)) {
    const manifest = join(parent, 'node_modules', '@alr', 'runtime', 'package.json');
    if (existsSync(manifest)) return manifest;
    if (parent === dirname(parent)) return undefined;
  }
}
