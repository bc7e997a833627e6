import { resolve } from 'node:path';
import { MAIN_FUNCTION } from '../../config/configuration.ts';
import type { LocalOptions } from './local-options.ts';
import { type ProjectSource, sourceOfOptions } from './project-source.ts';

/** The functions that `startLocal` runs: the one that the options describe, or those of the configuration. */
export async function sourceOf(options: LocalOptions): Promise<ProjectSource> {
  const {
    handler,
    command,
    image,
    envFile,
    directory = '.',
    configFile,
    stage,
    function: name,
    functionName,
  } = options;
  const files = envFile === undefined ? [] : [resolve(directory, envFile)];
  if ((handler ?? command ?? image) !== undefined) return sourceOfOptions(options, MAIN_FUNCTION, files);
  const { configuredProject } = await import('./configured-project.ts');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return configuredProject({
    // A program that names a stage means that one, whatever the shell has.
    source: {
      directory,
      file: configFile,
      stage,
      function: name,
      env: { ...process.env, ...(stage && { STAGE: stage }) },
    },
    optionsOf: (defaults) => ({ ...defaults, ...given, env: { ...defaults.env, ...options.env } }),
    files,
    ofOneFunction: functionName === undefined ? [] : ['functionName'],
  });
}
