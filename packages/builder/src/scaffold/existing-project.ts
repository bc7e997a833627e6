import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { triggerTypes } from '../config/keys/trigger-keys.ts';
import { readConfiguredHandlers, readConfiguredTexts } from '../config/partial-configuration.ts';
import { readFileIfExists } from '../config/read/read-files.ts';
import { findWorkspace } from '../image/context/workspace.ts';
import { detectPackageManager } from '../package-manager/detect-package-manager.ts';
import { managedState } from './files/managed-file.ts';
import { managedPaths } from './files/project-files.ts';
import { type ProjectSettings, SCAFFOLDED_HANDLER } from './settings/settings.ts';

/** Detects the settings of an existing project, so that an upgrade fits it without prompting. */
export async function detectSettings(directory: string): Promise<Partial<ProjectSettings>> {
  const has = (name: string) => existsSync(join(directory, name));
  const configured = await readConfiguredTexts({ directory, env: {} });
  const trigger = triggerTypes.find((type) => type === configured('trigger.type'));
  const name = configured('project') ?? configured('lambda.name');
  const handlers = await readConfiguredHandlers({ directory, env: {} });
  const handler = configured('image.handler') ?? handlers[0];
  const isTypeScript = has('tsconfig.json') || has('src/app.ts') || has('src/app.mts');
  const workspace = await findWorkspace(directory);
  // Yarn and Bun have the same workspaces as npm, so their lockfile decides.
  const packageManager = (await detectPackageManager(directory)) ?? workspace?.packageManager;
  const hasAllSources = has('events/kinesis.json') && has('events/alb.json');
  return {
    ...(name !== undefined && { name }),
    ...(handler !== undefined && { handler }),
    ...(handlers.length > 0 && { handlers }),
    ...(trigger !== undefined && { trigger }),
    ...(isTypeScript && { language: 'typescript' as const }),
    ...(has('package.json') && !isTypeScript && { language: 'javascript' as const }),
    ...(packageManager !== undefined && { packageManager }),
    ...(hasAllSources && { allSources: true }),
    ...(handler !== undefined && handler !== SCAFFOLDED_HANDLER && { hasFunction: true }),
    namesModules: await lacksModuleType(directory),
  };
}

/** Whether Node takes the files of the project for CommonJS, unless their names say otherwise. */
async function lacksModuleType(directory: string): Promise<boolean> {
  const manifest = await readFileIfExists(join(directory, 'package.json'));
  const isWritten = ['src/app.ts', 'src/app.js'].some((path) => existsSync(join(directory, path)));
  return manifest !== undefined && !isWritten && !/"type"\s*:\s*"module"/.test(manifest);
}

/** Whether the directory has been scaffolded before, which shows in its managed files. */
export async function isScaffolded(directory: string): Promise<boolean> {
  const texts = await Promise.all(managedPaths.map((path) => readFileIfExists(join(directory, path))));
  return texts.some((text) => text !== undefined && managedState(text) !== 'unmanaged');
}
