import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type EnvironmentFile, readEnvironmentFile } from './environment-file.ts';
import type { KeyPath } from './keys.ts';
import type { Problem } from './problem.ts';
import { displayName, type ReadFiles } from './read-files.ts';
import { fillInReferences } from './references.ts';
import { type Validation, validate } from './validate.ts';

/** The judgement on a project's files, the function's environment among them. */
export interface FilesValidation extends Validation {
  readonly fileEnvironment: Readonly<Record<string, string>>;
}

/** What Lambda takes of names and values. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const environmentLimit = 4096;

const nothing: EnvironmentFile = { variables: {}, problems: [] };

/** The keys that name a file without which something is lost in silence. */
const namesOfFiles: readonly KeyPath[] = ['lambda.environment_file', 'role.policies_file', 'role.custom_policies_file'];

/** Judges all that a project's files say. */
export async function validateFiles(
  { path, content }: ReadFiles,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FilesValidation> {
  const filled = fillInReferences(content, env);
  const validation = validate(filled);
  const fileOf = (key: KeyPath) =>
    resolve(dirname(path), String(validation.states.find((state) => state.path === key)?.value ?? ''));
  const absent = validation.states
    .filter(({ path: key, state }) => state === 'customized' && namesOfFiles.includes(key) && !existsSync(fileOf(key)))
    .map(({ path: key, value }) => ({
      place: filled.settings.get(key)?.place ?? filled.place,
      message: `${key} is "${value}": there is no such file`,
    }));

  const file = fileOf('lambda.environment_file');
  const { variables, problems: inFile } = validation.states.length > 0 ? await readEnvironmentFile(file) : nothing;
  const problems = [...validation.problems, ...absent, ...inFile];
  if (validation.settings !== undefined) {
    const whole = { ...variables, ...validation.settings['lambda.environment'] };
    problems.push(...tooLarge(whole, Object.keys(variables).length > 0 ? file : path));
  }
  const settings = problems.length === 0 ? validation.settings : undefined;
  return { ...validation, settings, problems, fileEnvironment: variables };
}

function tooLarge(environment: Readonly<Record<string, string>>, file: string): Problem[] {
  const bytes = Object.entries(environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= environmentLimit) return [];
  const place = { file: displayName(file), line: 0, column: 0 };
  const advice = 'keep what is large in Parameter Store or Secrets Manager, and its name here';
  return [
    { place, message: `the function's environment has ${bytes} bytes, Lambda takes ${environmentLimit}: ${advice}` },
  ];
}
