import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { triggerTypes } from '../config/keys/trigger-keys.ts';
import { readConfiguredTexts } from '../config/partial-configuration.ts';
import { readFileIfExists } from '../config/read/read-files.ts';
import { findWorkspace } from '../image/workspace.ts';
import { managedState } from './managed-file.ts';
import { managedPaths } from './project-files.ts';
import type { ProjectSettings } from './settings.ts';

/** Detects the settings of an existing project, so that an upgrade fits it without prompting. */
export async function detectSettings(directory: string): Promise<Partial<ProjectSettings>> {
  const has = (name: string) => existsSync(join(directory, name));
  const configured = await readConfiguredTexts({ directory, env: {} });
  const trigger = triggerTypes.find((type) => type === configured('trigger.type'));
  const name = configured('project') ?? configured('lambda.name');
  const handler = configured('image.handler');
  const isTypeScript = has('tsconfig.json') || has('src/app.ts');
  const workspace = await findWorkspace(directory);
  const packageManager = workspace?.packageManager ?? (await detectPackageManager(directory));
  return {
    ...(name !== undefined && { name }),
    ...(handler !== undefined && { handler }),
    ...(trigger !== undefined && { trigger }),
    ...(isTypeScript && { language: 'typescript' as const }),
    ...(has('package.json') && !isTypeScript && { language: 'javascript' as const }),
    ...(packageManager !== undefined && { packageManager }),
  };
}

/** Whether the directory has been scaffolded before, which shows in its managed files. */
export async function isScaffolded(directory: string): Promise<boolean> {
  const texts = await Promise.all(managedPaths.map((path) => readFileIfExists(join(directory, path))));
  return texts.some((text) => text !== undefined && managedState(text) !== 'unmanaged');
}

async function detectPackageManager(directory: string): Promise<ProjectSettings['packageManager'] | undefined> {
  if (existsSync(join(directory, 'pnpm-lock.yaml'))) return 'pnpm';
  if (existsSync(join(directory, 'package-lock.json'))) return 'npm';
  return (await isScaffoldedForPnpm(directory)) ? 'pnpm' : undefined;
}

/** Decides by the Makefile, because there is no lockfile before the first installation. */
async function isScaffoldedForPnpm(directory: string): Promise<boolean> {
  const makefile = await readFileIfExists(join(directory, 'Makefile'));
  return makefile?.includes('pnpm exec alr-builder') ?? false;
}
