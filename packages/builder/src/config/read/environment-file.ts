import { formatOf } from '../keys/formats.ts';
import type { Problem } from '../problem.ts';
import { readAssignments } from './assignments.ts';
import { displayName, readIfThere } from './read-files.ts';

/** What the file says that `lambda.environment_file` names. */
export interface EnvironmentFile {
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Names that Lambda keeps for itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API|METADATA_(API|TOKEN)|MAX_CONCURRENCY)|AWS_(ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** Whether Lambda refuses a function that sets this variable. */
export function isReserved(name: string): boolean {
  return reserved.test(name);
}

/** Reads the function's environment; where there is no file, it has nothing in it. */
export async function readEnvironmentFile(path: string | undefined): Promise<EnvironmentFile> {
  const text = path === undefined ? undefined : await readIfThere(path);
  if (path === undefined || text === undefined) return { variables: {}, problems: [] };
  const problems: Problem[] = [];
  const { pattern, expected } = formatOf('environment name');
  const assignments = readAssignments(text, displayName(path), problems);
  for (const { name, place } of assignments) {
    const nameAt = { ...place, column: 1 };
    if (isReserved(name)) problems.push({ place: nameAt, message: `${name} is a name that Lambda keeps for itself` });
    else if (!new RegExp(pattern, 'u').test(name)) {
      problems.push({ place: nameAt, message: `"${name}" is no name that Lambda takes: it must be ${expected}` });
    }
  }
  return { variables: Object.fromEntries(assignments.map(({ name, text: value }) => [name, value])), problems };
}
