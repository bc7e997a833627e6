import type { Command } from 'commander';
import { logLevelOption } from './project-options.ts';

/** Adds `alr-builder generate-yaml`: the way from `lambda.env` to `lambda.yaml`. */
export function addGenerateYaml(program: Command): void {
  program
    .command('generate-yaml')
    .description('make a minimal lambda.yaml from lambda.env')
    .option('-i, --install-dir <dir>', "the project's directory", '.')
    .option('-c, --config-file <file>', 'the file to migrate (default: lambda.env)')
    .addOption(logLevelOption())
    .option('-f, --force', 'replace a lambda.yaml that is there')
    .action(async (options: { installDir: string; configFile?: string; force?: true }) => {
      const { migrateToYaml } = await import('../config/migrate-to-yaml.ts');
      const path = await migrateToYaml({
        directory: options.installDir,
        file: options.configFile,
        replace: options.force ?? false,
        env: process.env,
      });
      process.stdout.write(`wrote ${path}\n`);
    });
}
