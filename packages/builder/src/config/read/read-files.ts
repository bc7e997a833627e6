import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { decodeText } from '../../terminal/decode-text.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { explainFileError } from '../../terminal/file-error.ts';
import { type ConfigurationFile, mergeFiles } from './configuration-file.ts';
import { ConfigurationError, wholeFile } from './problem.ts';
import { readEnvFile } from './read-env-file.ts';
import { readYaml } from './read-yaml.ts';

/** Where to read a configuration from. */
export interface ConfigurationSource {
  /** The project's directory. */
  readonly directory: string;
  /** The file that the user named (`--config-file`); else `LAMBDA_YAML`, `lambda.yaml`, `LAMBDA_ENV`, `lambda.env`. */
  readonly file?: string | undefined;
  /** The stage whose file (`lambda.STAGE.yaml` or `.env`) overrides the main file. */
  readonly stage?: string | undefined;
  /** The variables for references such as `${NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The content of a project's configuration files, not validated yet. */
export interface ReadFiles {
  /** Absolute: the main file. */
  readonly path: string;
  /** Includes the stage's file. References are not expanded yet. */
  readonly content: ConfigurationFile;
}

/** The project has no configuration file yet. */
export class NoConfigurationError extends ExpectedError {
  constructor(directory: string) {
    super(`no configuration: ${directory} has no lambda.yaml or lambda.env; create one with alr-builder install`);
  }

  override get name(): string {
    return 'NoConfigurationError';
  }
}

/**
 * Reads the main file and the stage's file. Returns undefined if there is no main file yet.
 *
 * @throws {ConfigurationError} a file that the user named, or the stage's file, does not exist
 */
export async function readFiles(source: ConfigurationSource): Promise<ReadFiles | undefined> {
  const { directory, stage, env } = source;
  for (const { name, isRequired } of candidates(source.file, env)) {
    const path = resolve(directory, name);
    const main = await readConfigurationFile(path);
    if (main === undefined && isRequired) throw missingFile(path, 'does not exist');
    if (main === undefined) continue;
    if (stage === undefined) return { path, content: main };
    const stagePath = stageFile(path, stage);
    const overrides = await readConfigurationFile(stagePath);
    if (overrides === undefined) {
      throw missingFile(stagePath, `does not exist: it has to contain the configuration of stage "${stage}"`);
    }
    return { path, content: mergeFiles(main, overrides) };
  }
  return undefined;
}

/** The file of a stage: `lambda.prod.yaml` for `lambda.yaml`. */
export function stageFile(path: string, stage: string): string {
  const extension = extname(path);
  return resolve(dirname(path), `${path.slice(0, path.length - extension.length)}.${stage}${extension}`);
}

/** A path as shown in messages: relative if the file is below the working directory. */
export function displayPath(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') || isAbsolute(name) ? path : name;
}

function candidates(
  file: string | undefined,
  env: ConfigurationSource['env'],
): { readonly name: string; readonly isRequired: boolean }[] {
  if (file !== undefined) return [{ name: file, isRequired: true }];
  return [
    env.LAMBDA_YAML ? { name: env.LAMBDA_YAML, isRequired: true } : { name: 'lambda.yaml', isRequired: false },
    env.LAMBDA_ENV ? { name: env.LAMBDA_ENV, isRequired: true } : { name: 'lambda.env', isRequired: false },
  ];
}

async function readConfigurationFile(path: string): Promise<ConfigurationFile | undefined> {
  const text = await readFileIfExists(path);
  if (text === undefined) return undefined;
  return /\.ya?ml$/.test(path) ? readYaml(text, displayPath(path)) : readEnvFile(text, displayPath(path));
}

/**
 * Reads a text file. Returns undefined if it does not exist.
 *
 * @throws {FileError} the file exists but cannot be read
 * @throws {EncodingError} the file is not text in UTF-8 or UTF-16
 */
export async function readFileIfExists(path: string): Promise<string | undefined> {
  try {
    return decodeText(await readFile(path), displayPath(path));
  } catch (error) {
    // node:fs throws only errors of this type.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainFileError(error, 'read', displayPath(path));
  }
}

function missingFile(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ location: wholeFile(displayPath(path)), message }]);
}
