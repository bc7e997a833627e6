import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPath } from '../config/keys.ts';
import { readFiles } from '../config/read-files.ts';
import type { ConfigurationFile } from '../config/setting.ts';
import { triggerTypes } from '../config/trigger-keys.ts';
import type { Choices } from './choices.ts';

/** What a project that is there already has chosen: so an upgrade asks nothing, and fits it. */
export async function existingChoices(directory: string): Promise<Partial<Choices>> {
  const has = (name: string) => existsSync(join(directory, name));
  const files = await readFiles({ directory, env: {} });
  const says = (path: KeyPath) => files && textOf(files.content, path);
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

function textOf(file: ConfigurationFile, path: KeyPath): string | undefined {
  const setting = file.settings.get(path);
  return setting?.kind === 'text' ? setting.text : undefined;
}
