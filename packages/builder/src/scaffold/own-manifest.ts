import { ExpectedError } from '../terminal/expected-error.ts';
import type { Manifest } from './package-json.ts';

/** The project's package.json can't be read. */
export class ManifestError extends ExpectedError {
  override get name(): string {
    return 'ManifestError';
  }
}

/** What a package.json of the user's own lacks, for the function to run, to be tested and built. */
export interface Lacking {
  /** Packages as a package manager takes them: `rolldown@^1.3.2`. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** It doesn't say that JavaScript is in modules. */
  readonly type: boolean;
  /** Its test script is another one, or none. */
  readonly test: boolean;
}

/**
 * What a package.json lacks of what the scaffold's has.
 *
 * @throws ManifestError where it is no JSON object.
 */
export function lackingIn(text: string, wanted: Manifest, file: string): Lacking {
  const own = readManifest(text, file);
  const present = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.keys(own[group] ?? {}),
    ),
  );
  const missing = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages)
      .filter(([name]) => !present.has(name))
      .map(([name, version]) => `${name}@${version}`);
  const { test } = (own.scripts ?? {}) as Record<string, unknown>;
  return {
    dependencies: missing(wanted.dependencies),
    devDependencies: missing(wanted.devDependencies),
    type: own.type !== wanted.type,
    test: test !== wanted.scripts.test,
  };
}

function readManifest(text: string, file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
    throw new SyntaxError('it must be an object');
  } catch (error) {
    throw new ManifestError(`${file} is not valid: ${(error as Error).message}; mend it, then install again`);
  }
}
