import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { explainFileError } from '../../terminal/file-error.ts';
import { decodeText } from '../../terminal/text/decode-text.ts';
import { type ConfigurationFile, mergeFiles } from './configuration-file.ts';
import { ConfigurationError, wholeFile } from './problem.ts';
import { readEnvFile } from './read-env-file.ts';
import { readYaml } from './read-yaml.ts';
import { determineStage, type Stage } from './stage.ts';

/** Where to read a configuration from. */
export interface ConfigurationSource {
  /** The project's directory. */
  readonly directory: string;
  /** The file that the user named (`--config-file`); else `LAMBDA_YAML`, `lambda.yaml`, `LAMBDA_ENV`, `lambda.env`. */
  readonly file?: string | undefined;
  /** The stage that the user named (`--stage`); by default, see {@link determineStage}. */
  readonly stage?: string | undefined;
  /** The function that the user named (`--function`); by default, all of the project. */
  readonly function?: string | undefined;
  /** The variables for references such as `${NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The content of a project's configuration files, not validated yet. */
export interface ReadFiles {
  /** Absolute: the main file. */
  readonly path: string;
  /** Includes the stage's file if it exists. References are not expanded yet. */
  readonly content: ConfigurationFile;
  readonly stage: Stage;
  /** The stage's file, if it exists. */
  readonly stageFile: string | undefined;
  /** The variables for references, among them `STAGE`. */
  readonly env: ConfigurationSource['env'];
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
 * Reads the main file, and the stage's file (`lambda.STAGE.yaml` or `.env`) if there is one. Returns undefined if there
 * is no main file yet.
 *
 * @throws {ConfigurationError} a file that the user named does not exist, or the files name different stages
 * @throws {UsageError} the user has named two stages
 * @throws {StageError} the stage has no valid name
 */
export async function readFiles(source: ConfigurationSource): Promise<ReadFiles | undefined> {
  const { directory } = source;
  for (const { name, isRequired } of candidates(source.file, source.env)) {
    const path = resolve(directory, name);
    const main = await readConfigurationFile(path);
    if (main === undefined && isRequired) throw missingFile(path, 'does not exist');
    if (main === undefined) continue;
    const stage = determineStage(source.stage, source.env, main);
    const env = { ...source.env, STAGE: stage.name };
    const stagePath = stageFile(path, stage.name);
    const overrides = await readConfigurationFile(stagePath);
    if (overrides === undefined) return { path, content: main, stage, stageFile: undefined, env };
    checkStage(overrides, stage);
    return { path, content: mergeFiles(main, overrides), stage, stageFile: stagePath, env };
  }
  return undefined;
}

/** The file of a stage cannot be for another stage. */
function checkStage({ settings }: ConfigurationFile, { name }: Stage): void {
  const setting = settings.get('stage');
  if (setting?.kind !== 'text' || setting.text === name || setting.text.includes('${')) return;
  const message = `stage is "${setting.text}" in the file of the stage "${name}": remove it`;
  throw new ConfigurationError([{ location: setting.location, message }]);
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

/** The paths of the main file, in the order in which they are looked for. */
export function configurationPaths({ directory, file, env }: ConfigurationSource): string[] {
  return candidates(file, env).map(({ name }) => resolve(directory, name));
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
