import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ExpectedError } from '../terminal/expected-error.ts';
import { explainFileError } from '../terminal/file-error.ts';
import { generateYaml } from './generate-yaml.ts';
import type { Problem } from './read/problem.ts';
import { readEnvFile } from './read/read-env-file.ts';
import { displayPath, readFileIfExists } from './read/read-files.ts';

/** What to migrate. */
export interface Migration {
  readonly directory: string;
  /** Relative to the working directory; by default `LAMBDA_ENV`, else `lambda.env` in the directory. */
  readonly file: string | undefined;
  /** Whether to overwrite an existing `lambda.yaml`. */
  readonly replace: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The result of a migration. */
export interface MigrationResult {
  /** The file that was written, as shown in messages. */
  readonly path: string;
  readonly warnings: readonly Problem[];
}

/** `lambda.yaml` already exists. */
export class YamlExistsError extends ExpectedError {
  constructor(path: string) {
    super(`${path} already exists: remove it, or use --force to overwrite it`);
  }

  override get name(): string {
    return 'YamlExistsError';
  }
}

/** `lambda.env` does not exist. */
export class NothingToMigrateError extends ExpectedError {
  constructor(path: string) {
    super(`${path} does not exist: there is nothing to generate lambda.yaml from`);
  }

  override get name(): string {
    return 'NothingToMigrateError';
  }
}

/**
 * Writes the `lambda.yaml` that is equivalent to a `lambda.env`.
 *
 * @throws {NothingToMigrateError} there is no `lambda.env`
 * @throws {YamlExistsError} there is a `lambda.yaml`, and `replace` is false
 * @throws {ConfigurationError} `lambda.env` is invalid
 * @throws {FileError} a file cannot be read or written
 */
export async function migrateToYaml({ directory, file, replace, env }: Migration): Promise<MigrationResult> {
  const source = file === undefined ? resolve(directory, env.LAMBDA_ENV || 'lambda.env') : resolve(file);
  const target = resolve(directory, 'lambda.yaml');
  const text = await readFileIfExists(source);
  if (text === undefined) throw new NothingToMigrateError(displayPath(source));
  const yaml = generateYaml(readEnvFile(text, displayPath(source)), env);
  try {
    await writeFile(target, yaml.text, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    // node:fs throws only errors of this type.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new YamlExistsError(displayPath(target));
    throw explainFileError(error, 'write', displayPath(target));
  }
  return { path: displayPath(target), warnings: yaml.warnings };
}
