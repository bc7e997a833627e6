import type { Configuration } from '../config/configuration.ts';
import { imageTag } from './build-requests.ts';
import { type Engine, findEngine } from './engine.ts';
import { readCommand } from './run-engine.ts';

/** The built image in a few words: its tag, and its size as the engine has it. */
export async function describeImage(configuration: Configuration): Promise<string> {
  const engine = await findEngine(configuration.image.engine);
  const tag = imageTag(configuration);
  return `${tag} (${await sizeOf(engine, tag)})`;
}

async function sizeOf({ name, command }: Engine, tag: string): Promise<string> {
  if (name === 'buildah') return (await readCommand(command, ['images', '--format', '{{.Size}}', tag])).trim();
  const bytes = Number(await readCommand(command, ['image', 'inspect', '--format', '{{.Size}}', tag]));
  return `${Math.round(bytes / 1e6)} MB`;
}
