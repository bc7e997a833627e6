import type { Command } from 'commander';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

interface RollbackOptions extends ProjectOptions {
  readonly to?: string;
  readonly json?: boolean;
}

/** Defines `alr-builder rollback`, which points the alias at an earlier version. */
export function defineRollback(command: Command): void {
  command.option('--to <version>', 'Published version to roll back to').option('--json', 'Print the result as JSON');
  addProjectOptions(command).action(async ({ to: version, json, ...options }: RollbackOptions) => {
    const [{ rollBack }, { openDeploymentTarget }] = await Promise.all([
      import('../../deploy/operate/roll-back.ts'),
      import('../../deploy/deployment.ts'),
    ]);
    const configuration = await loadProject(options);
    const { alias } = configuration.lambda;
    if (alias === undefined) {
      throw new ExpectedError(
        'lambda.alias is not set: set it, and each deployment publishes a version to roll back to',
      );
    }
    const { from, to } = await rollBack(await openDeploymentTarget(configuration, process.env), alias, version);
    if (json) printJson(process.stdout, { alias, from, to });
    else process.stdout.write(`${alias}: version ${from} → ${to}\n`);
  });
}
