import { formatOf } from '../keys/formats.ts';
import type { Problem } from './problem.ts';
import { readAssignments } from './read-assignments.ts';
import { displayPath, readFileIfExists } from './read-files.ts';

/** The content of the file that `lambda.environment_file` names. */
export interface EnvironmentFile {
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Names of variables that only Lambda sets.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API|METADATA_(API|TOKEN)|MAX_CONCURRENCY)|AWS_(ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** Whether Lambda rejects a function that sets this variable. */
export function isReserved(name: string): boolean {
  return reserved.test(name);
}

/**
 * Reads a file of environment variables for the function; without a file, there are none.
 *
 * @throws {FileError} the file exists but cannot be read
 * @throws {EncodingError} the file is not text in UTF-8 or UTF-16
 */
export async function readEnvironmentFile(path: string | undefined): Promise<EnvironmentFile> {
  const text = path === undefined ? undefined : await readFileIfExists(path);
  if (path === undefined || text === undefined) return { variables: {}, problems: [] };
  const problems: Problem[] = [];
  const { pattern, expected } = formatOf('environment name');
  const { assignments } = readAssignments(text, displayPath(path), problems);
  for (const { name, location } of assignments) {
    const nameLocation = { ...location, column: 1 };
    if (isReserved(name))
      problems.push({ location: nameLocation, message: `${name} is reserved by Lambda: remove it` });
    else if (!new RegExp(pattern, 'u').test(name)) {
      const message = `"${name}" is not a name that Lambda accepts for a variable: it must be ${expected}`;
      problems.push({ location: nameLocation, message });
    }
  }
  return { variables: Object.fromEntries(assignments.map(({ name, text: value }) => [name, value])), problems };
}
