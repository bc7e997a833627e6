import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { KeyPath } from '../keys/keys.ts';
import { expandReferences } from '../read/expand-references.ts';
import { type FilePolicies, readPolicyFiles } from '../read/policy-files.ts';
import { type Problem, wholeFile } from '../read/problem.ts';
import { readEnvironmentFile } from '../read/read-environment-file.ts';
import { displayPath, type ReadFiles } from '../read/read-files.ts';
import { type Validation, validate } from './validate.ts';

/** The result of validating a configuration together with the files that it names. */
export interface FilesValidation extends Validation {
  /** The variables in `lambda.environment_file`. */
  readonly fileEnvironment: Readonly<Record<string, string>>;
  /** The policies in `role.policies_file` and `role.custom_policies_file`. */
  readonly filePolicies: FilePolicies;
}

/** The size of all names and values. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4096;

/** The keys that name a file which has to exist if the key is set: otherwise its content would be silently missing. */
const fileKeys: readonly KeyPath[] = ['lambda.environment_file', 'role.policies_file', 'role.custom_policies_file'];

/** Validates the configuration files of a project and the files that they name. */
export async function validateFiles({
  path,
  content,
  env,
}: Pick<ReadFiles, 'path' | 'content' | 'env'>): Promise<FilesValidation> {
  const directory = dirname(path);
  const expanded = expandReferences(content, env);
  const validation = validate(expanded, directory);
  const { states, settings } = validation;
  const fileOf = (key: KeyPath) => {
    const value = states.find((state) => state.path === key)?.value;
    return value === undefined ? undefined : resolve(directory, String(value));
  };
  const missing = states
    .filter(({ path: key, state }) => state === 'customized' && fileKeys.includes(key))
    .filter(({ path: key }) => !existsSync(fileOf(key) ?? ''))
    .map(({ path: key, value }) => ({
      location: expanded.settings.get(key)?.location ?? expanded.location,
      message: `${key} is "${value}": the file does not exist`,
    }));
  const environment = await readEnvironmentFile(fileOf('lambda.environment_file'));
  const policyProblems: Problem[] = [];
  const filePolicies = await readPolicyFiles(
    fileOf('role.policies_file'),
    fileOf('role.custom_policies_file'),
    policyProblems,
  );
  const problems = [
    ...validation.problems,
    ...missing,
    ...environment.problems,
    ...policyProblems,
    ...(settings === undefined ? [] : checkSize({ ...environment.variables, ...settings.lambda.environment }, path)),
  ];
  return {
    ...validation,
    settings: problems.length === 0 ? settings : undefined,
    problems,
    fileEnvironment: environment.variables,
    filePolicies,
  };
}

function checkSize(environment: Readonly<Record<string, string>>, file: string): Problem[] {
  const bytes = Object.entries(environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
  const message =
    `the function's environment has ${bytes} bytes, but Lambda allows ${MAX_ENVIRONMENT_BYTES}: ` +
    'keep large values in Parameter Store or Secrets Manager, and only their names here';
  return [{ location: wholeFile(displayPath(file)), message }];
}
