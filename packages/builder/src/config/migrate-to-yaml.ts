import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ExpectedError } from '../terminal/expected-error.ts';
import { explainFileError } from '../terminal/file-error.ts';
import { generateYaml } from './generate-yaml.ts';
import type { Problem } from './problem.ts';
import { readEnvFile } from './read/read-env-file.ts';
import { displayName, readIfThere } from './read/read-files.ts';

/** Which file to migrate, and where to. */
export interface Migration {
  readonly directory: string;
  /** Relative to the working directory; by default `LAMBDA_ENV`, else `lambda.env` in the directory. */
  readonly file: string | undefined;
  /** Whether a `lambda.yaml` that is there is overwritten. */
  readonly replace: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What has been written. */
export interface Migrated {
  readonly path: string;
  readonly warnings: readonly Problem[];
}

/** There is a `lambda.yaml` already. */
export class YamlExistsError extends ExpectedError {
  constructor(path: string) {
    super(`${path} exists already: remove it, or say --force, to have it made from lambda.env again`);
  }

  override get name(): string {
    return 'YamlExistsError';
  }
}

/** There is no `lambda.env`. */
export class NothingToMigrateError extends ExpectedError {
  constructor(path: string) {
    super(`${path} does not exist: there is nothing to make a lambda.yaml from`);
  }

  override get name(): string {
    return 'NothingToMigrateError';
  }
}

/**
 * Writes the `lambda.yaml` that says what `lambda.env` says.
 *
 * @throws YamlExistsError, NothingToMigrateError, FileError, or ConfigurationError where `lambda.env` is not complete and right.
 */
export async function migrateToYaml({ directory, file, replace, env }: Migration): Promise<Migrated> {
  const source = file === undefined ? resolve(directory, env.LAMBDA_ENV || 'lambda.env') : resolve(file);
  const target = resolve(directory, 'lambda.yaml');
  const text = await readIfThere(source);
  if (text === undefined) throw new NothingToMigrateError(displayName(source));
  const yaml = generateYaml(readEnvFile(text, displayName(source)), env);
  try {
    await writeFile(target, yaml.text, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    // of node:fs
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new YamlExistsError(displayName(target));
    throw explainFileError(error, 'write', displayName(target));
  }
  return { path: displayName(target), warnings: yaml.warnings };
}
