import type { Command } from 'commander';
import { addProjectOptions, loadProject, type ProjectOptions } from '../arguments/project-options.ts';

/** Adds `alr-builder check`: tools, credentials and permissions. */
export function addCheck(program: Command): void {
  addProjectOptions(program.command('check').description('check tools, credentials and permissions'))
    .option('--policy', 'print the least-privilege policy for the configuration instead', false)
    .action(async ({ policy, ...options }: ProjectOptions & { policy: boolean }) => {
      if (policy) {
        const { policyText } = await import('../../check/print-policy.ts');
        process.stdout.write(await policyText(await loadProject(options), process.env));
        return;
      }
      const [{ check }, { NoConfigurationError }] = await Promise.all([
        import('../../check/check.ts'),
        import('../../config/read/read-files.ts'),
      ]);
      const configuration = await loadProject(options).catch((error: unknown) => {
        if (error instanceof NoConfigurationError) return undefined;
        throw error;
      });
      const aws = configuration?.aws ?? { profile: options.profile, region: undefined, account: undefined };
      await check({ configuration, aws, env: process.env, out: process.stdout });
    });
}
