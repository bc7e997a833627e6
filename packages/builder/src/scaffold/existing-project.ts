import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfiguredTexts } from '../config/configured-text.ts';
import { triggerTypes } from '../config/trigger-keys.ts';
import type { Choices } from './choices.ts';

/** What a project that is there already has chosen: so an upgrade asks nothing, and fits it. */
export async function existingChoices(directory: string): Promise<Partial<Choices>> {
  const has = (name: string) => existsSync(join(directory, name));
  const says = await readConfiguredTexts({ directory, env: {} });
  const trigger = triggerTypes.find((type) => type === says('trigger.type'));
  const name = says('lambda.name');
  const handler = says('image.handler');
  return {
    ...(name !== undefined && { name }),
    ...(handler !== undefined && { handler }),
    ...(trigger !== undefined && { trigger }),
    ...(has('tsconfig.json') && { language: 'typescript' as const }),
    ...(has('package.json') && !has('tsconfig.json') && { language: 'javascript' as const }),
    ...(has('pnpm-lock.yaml') && { packageManager: 'pnpm' as const }),
    ...(has('package-lock.json') && { packageManager: 'npm' as const }),
  };
}
