import { inject } from 'vitest';
import { type Scaffolded, scaffold } from '../scaffolded.ts';
import type { ContainerEngine } from './container-engine.ts';

/**
 * Scaffolds a project that is built by this engine with the options that it needs.
 *
 * @param workspace the files of a workspace in which the project is `packages/NAME`, by their paths
 */
export async function scaffoldFor(
  { command, buildOptions }: ContainerEngine,
  name: string,
  options: readonly string[],
  workspace?: Readonly<Record<string, string>>,
): Promise<Scaffolded> {
  const project = await scaffold(name, options, inject('packed').tarballs, workspace);
  const settings = `image:\n  engine: ${command}\n  build_options: ${JSON.stringify(buildOptions)}`;
  await project.edit('lambda.yaml', (text) => text.replace(/^image:$/m, settings));
  return project;
}
