import type { Command } from 'commander';
import { directoryOption, logLevelOption, printWarnings } from '../arguments/project-options.ts';
import { someText } from '../arguments/text-argument.ts';

interface GenerateOptions {
  readonly installDir: string;
  readonly configFile?: string;
  readonly logLevel?: string;
  readonly force?: true;
}

/** Adds `alr-builder generate-yaml`: the way from `lambda.env` to `lambda.yaml`. */
export function addGenerateYaml(program: Command): void {
  program
    .command('generate-yaml')
    .description('make a minimal lambda.yaml from lambda.env')
    .addOption(directoryOption())
    .option('-c, --config-file <file>', 'the file to migrate (default: lambda.env)', someText)
    .addOption(logLevelOption())
    .option('-f, --force', 'replace a lambda.yaml that is there')
    .action(async (options: GenerateOptions) => {
      const { migrateToYaml } = await import('../../config/migrate-to-yaml.ts');
      const { path, warnings } = await migrateToYaml({
        directory: options.installDir,
        file: options.configFile,
        replace: options.force ?? false,
        env: process.env,
      });
      await printWarnings(warnings, options.logLevel);
      process.stdout.write(`wrote ${path}\n`);
    });
}
