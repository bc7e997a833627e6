import type { Command } from 'commander';
import { nonEmpty } from '../options/option-values.ts';
import { directoryOption, logLevelOption, printWarnings } from '../options/project-options.ts';

interface GenerateOptions {
  readonly installDir: string;
  readonly configFile?: string;
  readonly logLevel?: string;
  readonly force?: boolean;
}

/** Defines `alr-builder generate-yaml`, which migrates `lambda.env` to `lambda.yaml`. */
export function defineGenerateYaml(command: Command): void {
  command
    .option('-f, --force', 'Overwrite an existing lambda.yaml')
    .addOption(directoryOption())
    .option('-c, --config-file <file>', 'File to migrate (default: lambda.env)', nonEmpty)
    .addOption(logLevelOption())
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
