import type { Command } from 'commander';
import { directoryOption, logLevelOption } from './project-options.ts';
import { someText } from './text-argument.ts';

/** Adds `alr-builder generate-yaml`: the way from `lambda.env` to `lambda.yaml`. */
export function addGenerateYaml(program: Command): void {
  program
    .command('generate-yaml')
    .description('make a minimal lambda.yaml from lambda.env')
    .addOption(directoryOption())
    .option('-c, --config-file <file>', 'the file to migrate (default: lambda.env)', someText)
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
