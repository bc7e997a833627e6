import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { KeyPath } from '../keys/keys.ts';
import { ConfigurationError, type Problem } from '../problem.ts';
import { readCustomPoliciesFile } from '../read/custom-policies-file.ts';
import { readEnvironmentFile } from '../read/environment-file.ts';
import { readPoliciesFile } from '../read/policies-file.ts';
import { displayName, type ReadFiles, readIfThere } from '../read/read-files.ts';
import { fillInReferences } from '../read/references.ts';
import { type Validation, validate } from './validate.ts';

/** The judgement on a project's files, the function's environment among them. */
export interface FilesValidation extends Validation {
  readonly fileEnvironment: Readonly<Record<string, string>>;
}

/** What Lambda takes of names and values. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_LIMIT = 4096;

/** The keys that name a file without which something is lost in silence. */
const namesOfFiles: readonly KeyPath[] = ['lambda.environment_file', 'role.policies_file', 'role.custom_policies_file'];

/** Judges all that a project's files say. */
export async function validateFiles(
  { path, content }: ReadFiles,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FilesValidation> {
  const filled = fillInReferences(content, env);
  const validation = validate(filled);
  const { states, settings } = validation;
  const fileOf = (key: KeyPath) => {
    const value = states.find((state) => state.path === key)?.value;
    return value === undefined ? undefined : resolve(dirname(path), String(value));
  };
  const absent = states
    .filter(
      ({ path: key, state }) => state === 'customized' && namesOfFiles.includes(key) && !existsSync(fileOf(key) ?? ''),
    )
    .map(({ path: key, value }) => ({
      place: filled.settings.get(key)?.place ?? filled.place,
      message: `${key} is "${value}": there is no such file`,
    }));
  const environment = await readEnvironmentFile(fileOf('lambda.environment_file'));
  const problems = [
    ...validation.problems,
    ...absent,
    ...environment.problems,
    ...(await problemsIn(fileOf('role.policies_file'), readPoliciesFile)),
    ...(await problemsIn(fileOf('role.custom_policies_file'), readCustomPoliciesFile)),
    ...(settings === undefined ? [] : tooLarge({ ...environment.variables, ...settings['lambda.environment'] }, path)),
  ];
  return {
    ...validation,
    settings: problems.length === 0 ? settings : undefined,
    problems,
    fileEnvironment: environment.variables,
  };
}

/** What a reader has to say against a file, if that is there. */
async function problemsIn(
  path: string | undefined,
  reader: (text: string, file: string) => unknown,
): Promise<readonly Problem[]> {
  const text = path === undefined ? undefined : await readIfThere(path);
  if (path === undefined || text === undefined) return [];
  try {
    reader(text, displayName(path));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

function tooLarge(environment: Readonly<Record<string, string>>, file: string): Problem[] {
  const bytes = Object.entries(environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= ENVIRONMENT_LIMIT) return [];
  const place = { file: displayName(file), line: 0, column: 0 };
  const advice = 'keep what is large in Parameter Store or Secrets Manager, and its name here';
  return [
    { place, message: `the function's environment has ${bytes} bytes, Lambda takes ${ENVIRONMENT_LIMIT}: ${advice}` },
  ];
}
