import type { Command } from 'commander';
import { style } from '../../terminal/style.ts';
import { addProjectOptions, loadProject, type ProjectOptions } from '../options/project-options.ts';

/** Defines `alr-builder check`, which checks tools, credentials and permissions. */
export function defineCheck(command: Command): void {
  command
    .option('--policy', 'Print the least-privilege policy for this configuration instead')
    .option('--json', 'Print the report as JSON');
  addProjectOptions(command).action(
    async ({ policy, json, ...options }: ProjectOptions & { policy?: boolean; json?: boolean }) => {
      if (policy) {
        const { describeExcess, policyText } = await import('../../check/policy-text.ts');
        const text = await policyText(await loadProject(options), process.env);
        process.stdout.write(text);
        const excess = describeExcess(text);
        if (excess !== undefined) process.stderr.write(`${style('warning', 'warning:', process.stderr)} ${excess}\n`);
        return;
      }
      const [{ check }, { NoConfigurationError }] = await Promise.all([
        import('../../check/check.ts'),
        import('../../config/read/read-files.ts'),
      ]);
      const project = await loadProject(options).catch((error: unknown) => {
        if (error instanceof NoConfigurationError) return undefined;
        throw error;
      });
      const aws = project?.aws ?? { profile: options.profile, region: undefined, account: undefined };
      await check({ project, aws, env: process.env, out: process.stdout, json });
    },
  );
}
