import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder rollback`: moves the alias back to an earlier version. */
export function addRollback(program: Command): void {
  addProjectOptions(
    program.command('rollback').description('move lambda.alias back to the version before, or to the one named'),
  )
    .option('--to <version>', 'a published version')
    .option('--json', 'print it as JSON', false)
    .action(async ({ to: version, json, ...options }: ProjectOptions & { to?: string; json: boolean }) => {
      const [{ rollBack }, { openDeploymentTarget }, { UsageError }] = await Promise.all([
        import('../../deploy/rollback.ts'),
        import('../../deploy/deployment.ts'),
        import('../../terminal/expected-error.ts'),
      ]);
      const configuration = await loadProject(options);
      const { alias } = configuration.lambda;
      if (alias === undefined) {
        throw new UsageError('there is no alias to move: set lambda.alias, and each deployment publishes a version');
      }
      const { from, to } = await rollBack(await openDeploymentTarget(configuration, process.env), alias, version);
      const outcome = json ? JSON.stringify({ alias, from, to }) : `${alias}: version ${from} → ${to}`;
      process.stdout.write(`${outcome}\n`);
    });
}
