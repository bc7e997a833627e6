import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

interface RollbackOptions extends ProjectOptions {
  readonly to?: string;
  readonly json?: boolean;
}

/** Defines `alr-builder rollback`, which points the alias at an earlier version. */
export function defineRollback(command: Command): void {
  command.option('--to <version>', 'Published version to roll back to').option('--json', 'Print the result as JSON');
  addProjectOptions(command).action(async ({ to: version, json, ...options }: RollbackOptions) => {
    const [{ rollBack }, { openDeploymentTarget }, { UsageError }] = await Promise.all([
      import('../../deploy/operate/roll-back.ts'),
      import('../../deploy/deployment.ts'),
      import('../../terminal/expected-error.ts'),
    ]);
    const configuration = await loadProject(options);
    const { alias } = configuration.lambda;
    if (alias === undefined) {
      throw new UsageError('lambda.alias is not set: set it, and each deployment publishes a version to roll back to');
    }
    const { from, to } = await rollBack(await openDeploymentTarget(configuration, process.env), alias, version);
    const outcome = json ? JSON.stringify({ alias, from, to }) : `${alias}: version ${from} → ${to}`;
    process.stdout.write(`${outcome}\n`);
  });
}
