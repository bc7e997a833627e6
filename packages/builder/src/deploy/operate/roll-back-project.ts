import type { Configuration, Project } from '../../config/configuration.ts';
import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { deploymentTargetOf, openProject } from '../deployment.ts';
import { rollBack } from './roll-back.ts';

/** What to roll back to. */
export interface RollbackOptions {
  /** A published version; by default, the one before the current one. */
  readonly version?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * Rolls back the alias of each selected function that has one.
 *
 * @throws {ExpectedError} no function has an alias
 * @throws {UsageError} a version is given for several functions
 */
export async function rollBackProject(
  project: Project,
  { version, json }: RollbackOptions,
  { stdout, env }: Terminal,
): Promise<void> {
  const { selected } = project;
  const [first, ...others] = selected.filter(hasAlias);
  if (first === undefined) {
    const key = selected.length === 1 ? selected[0]?.inUserTerms('lambda.alias') : 'lambda.alias';
    throw new ExpectedError(`${key} is not set: set it, and each deployment publishes a version to roll back to`);
  }
  if (version !== undefined && others.length > 0) {
    throw new UsageError('--to is a version of one function: choose it with --function NAME');
  }
  const open = await openProject(project, env);
  const results: object[] = [];
  for (const configuration of open.project.selected.filter(hasAlias)) {
    const { alias } = configuration.lambda;
    const { from, to } = await rollBack(deploymentTargetOf(configuration, open.aws), alias, version);
    const name = configuration.isNamed ? { function: configuration.function } : {};
    results.push({ ...name, alias, from, to });
    const prefix = configuration.isNamed ? `${configuration.function}: ` : '';
    if (!json) stdout.write(`${prefix}${alias}: version ${from} → ${to}\n`);
  }
  if (json) printJson(stdout, first.isNamed ? { functions: results } : results[0]);
}

function hasAlias(
  configuration: Configuration,
): configuration is Configuration & { readonly lambda: { readonly alias: string } } {
  return configuration.lambda.alias !== undefined;
}
