import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { explainFileError } from '../../terminal/file-error.ts';
import { ConfigurationError } from '../problem.ts';
import { readEnvFile } from './read-env-file.ts';
import { readYaml } from './read-yaml.ts';
import { type ConfigurationFile, layOver } from './setting.ts';

/** Where to look for a configuration. */
export interface ConfigurationSource {
  /** The project's directory. */
  readonly directory: string;
  /** The file, as the user named it (`--config-file`); else `LAMBDA_YAML`, `lambda.yaml`, `LAMBDA_ENV`, `lambda.env`. */
  readonly file?: string | undefined;
  /** The stage whose file (`lambda.STAGE.yaml`, or `.env`) is laid over it. */
  readonly stage?: string | undefined;
  /** Where references like `${NAME}` take their values from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The files of a project, read but not judged. */
export interface ReadFiles {
  /** Absolute: the main file. */
  readonly path: string;
  /** With the stage's file laid over. References are not filled in yet. */
  readonly content: ConfigurationFile;
}

/** Nothing is configured yet: there is no configuration file. */
export class NoConfigurationError extends ExpectedError {
  constructor(directory: string) {
    super(`nothing is configured yet: no lambda.yaml or lambda.env in ${directory}; alr-builder install makes one`);
  }

  override get name(): string {
    return 'NoConfigurationError';
  }
}

/**
 * Reads the main file and the stage's over it; undefined where there is no file yet. Writes nothing.
 *
 * @throws ConfigurationError where a file that the user named, or the stage's file, does not exist.
 */
export async function readFiles(source: ConfigurationSource): Promise<ReadFiles | undefined> {
  const { directory, stage, env } = source;
  for (const { name, named } of candidates(source.file, env)) {
    const path = resolve(directory, name);
    const main = await readOne(path);
    if (main === undefined && named) throw absent(path, 'does not exist');
    if (main === undefined) continue;
    if (stage === undefined) return { path, content: main };
    const over = await readOne(stageFile(path, stage));
    if (over === undefined)
      throw absent(stageFile(path, stage), `does not exist: stage "${stage}" is configured there`);
    return { path, content: layOver(main, over) };
  }
  return undefined;
}

/** The file of a stage: `lambda.prod.yaml` for `lambda.yaml`. */
export function stageFile(path: string, stage: string): string {
  const extension = extname(path);
  return resolve(dirname(path), `${path.slice(0, path.length - extension.length)}.${stage}${extension}`);
}

/** The name for a file in messages: relative where that is shorter and says as much. */
export function displayName(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') || isAbsolute(name) ? path : name;
}

function candidates(file: string | undefined, env: ConfigurationSource['env']): { name: string; named: boolean }[] {
  if (file !== undefined) return [{ name: file, named: true }];
  return [
    env.LAMBDA_YAML ? { name: env.LAMBDA_YAML, named: true } : { name: 'lambda.yaml', named: false },
    env.LAMBDA_ENV ? { name: env.LAMBDA_ENV, named: true } : { name: 'lambda.env', named: false },
  ];
}

async function readOne(path: string): Promise<ConfigurationFile | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  return /\.ya?ml$/.test(path) ? readYaml(text, displayName(path)) : readEnvFile(text, displayName(path));
}

/**
 * The text of a file; undefined where there is none.
 *
 * @throws FileError where there is something that can't be read.
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // what node:fs throws
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainFileError(error, 'read', displayName(path));
  }
}

function absent(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ place: { file: displayName(path), line: 0, column: 0 }, message }]);
}
