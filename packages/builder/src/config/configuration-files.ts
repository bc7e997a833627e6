import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { keyAt } from './keys/keys.ts';
import { defaultOf } from './keys/settings.ts';
import { expandReferences } from './read/expand-references.ts';
import { type ConfigurationSource, configurationPaths, readFiles, stageFile } from './read/read-files.ts';

/**
 * The files that a configuration depends on, whether they exist or not: the main file, those of the stages, and the
 * variables of the function.
 */
export async function configurationFiles(source: ConfigurationSource): Promise<string[]> {
  const mains = configurationPaths(source);
  const stages = await Promise.all(mains.map(stageFiles));
  const found = await readFiles(source).catch(() => undefined);
  if (found === undefined) return [...mains, ...stages.flat()];
  const { path, content, env, stage } = found;
  const expanded = expandReferences(content, env);
  const parts = [expanded, ...(expanded.functions?.values() ?? [])];
  const names = parts.flatMap(({ settings }) => {
    const setting = settings.get('lambda.environment_file');
    return setting?.kind === 'text' && setting.text !== '' ? [setting.text] : [];
  });
  if (names.length === 0) names.push(String(defaultOf(keyAt('lambda.environment_file'))));
  const named = names.map((name) => resolve(dirname(path), name));
  return [...mains, ...stages.flat(), stageFile(path, stage.name), ...named];
}

/** The files of all stages that exist. */
async function stageFiles(main: string): Promise<string[]> {
  const extension = extname(main);
  const stem = basename(main, extension);
  const names = await readdir(dirname(main)).catch(() => []);
  const stages = names.filter((name) => name.startsWith(`${stem}.`) && extname(name) === extension);
  return stages.map((name) => resolve(dirname(main), name));
}
