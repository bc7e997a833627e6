import { ExpectedError } from '../terminal/expected-error.ts';
import { parseJson } from '../terminal/text/parse-json.ts';
import type { Manifest } from './files/package-json.ts';

/** The project's package.json is invalid. */
export class ManifestError extends ExpectedError {
  override get name(): string {
    return 'ManifestError';
  }
}

/** What the user's package.json lacks for the function to be run, tested and built. */
export interface ManifestGaps {
  /** Packages as a package manager accepts them, such as `rolldown@^1.3.2`. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Whether the scaffold's test script is missing or replaced by another one. */
  readonly lacksTestScript: boolean;
}

/**
 * Compares a package.json with the one that the scaffold would write.
 *
 * @throws {ManifestError} the text is not a JSON object
 */
export function findManifestGaps(text: string, wanted: Manifest, file: string): ManifestGaps {
  const manifest = parseManifest(text, file);
  const present = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.keys(manifest[group] ?? {}),
    ),
  );
  const missing = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages)
      .filter(([name]) => !present.has(name))
      .map(([name, version]) => `${name}@${version}`);
  const { test } = (manifest.scripts ?? {}) as Record<string, unknown>;
  return {
    dependencies: missing(wanted.dependencies),
    devDependencies: missing(wanted.devDependencies),
    lacksTestScript: test !== wanted.scripts.test,
  };
}

function parseManifest(text: string, file: string): Record<string, unknown> {
  try {
    const content = parseJson(text.replace(/^\uFEFF/, ''));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
    throw new TypeError('not a JSON object');
  } catch (error) {
    throw new ManifestError(`${file} is ${(error as Error).message}: fix it, then run install again`);
  }
}
