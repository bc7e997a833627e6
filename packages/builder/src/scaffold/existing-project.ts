import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfiguredTexts } from '../config/configured-text.ts';
import { triggerTypes } from '../config/keys/trigger-keys.ts';
import { readIfThere } from '../config/read/read-files.ts';
import type { Choices } from './choices.ts';
import { ownershipOf } from './ownership.ts';
import { owned } from './project-files.ts';

/** What a project that is there already has chosen: so an upgrade asks nothing, and fits it. */
export async function existingChoices(directory: string): Promise<Partial<Choices>> {
  const has = (name: string) => existsSync(join(directory, name));
  const says = await readConfiguredTexts({ directory, env: {} });
  const trigger = triggerTypes.find((type) => type === says('trigger.type'));
  const name = says('lambda.name');
  const handler = says('image.handler');
  const isTypeScript = has('tsconfig.json') || has('src/app.ts');
  const usesPnpm = has('pnpm-lock.yaml') || (!has('package-lock.json') && (await isMadeForPnpm(directory)));
  return {
    ...(name !== undefined && { name }),
    ...(handler !== undefined && { handler }),
    ...(trigger !== undefined && { trigger }),
    ...(isTypeScript && { language: 'typescript' as const }),
    ...(has('package.json') && !isTypeScript && { language: 'javascript' as const }),
    ...(usesPnpm && { packageManager: 'pnpm' as const }),
    ...(has('package-lock.json') && !usesPnpm && { packageManager: 'npm' as const }),
  };
}

/** Whether a scaffold is there: one of the tool's files, as it was or changed. */
export async function isScaffolded(directory: string): Promise<boolean> {
  const texts = await Promise.all(owned.map((path) => readIfThere(join(directory, path))));
  return texts.some((text) => text !== undefined && ownershipOf(text) !== 'theirs');
}

/** Before the first installation there is no lockfile; then the Makefile knows. */
async function isMadeForPnpm(directory: string): Promise<boolean> {
  const makefile = await readIfThere(join(directory, 'Makefile'));
  return makefile?.includes('pnpm exec alr-builder') ?? false;
}
