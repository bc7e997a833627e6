import type { KeyPath } from './keys/keys.ts';
import { ConfigurationError } from './problem.ts';
import { type ConfigurationSource, readFiles } from './read/read-files.ts';
import { fillInReferences } from './read/references.ts';

/**
 * Reads what the configuration says of some keys, whether or not the rest of it is complete and right: for commands
 * that deploy nothing. Without a file, and for what isn't a text, it is undefined.
 *
 * @throws ConfigurationError where a file makes no sense as a whole.
 */
export async function readConfiguredTexts(source: ConfigurationSource): Promise<(path: KeyPath) => string | undefined> {
  const files = await readFiles(source);
  if (files !== undefined && !files.content.isReadable) throw new ConfigurationError(files.content.problems);
  const content = files && fillInReferences(files.content, source.env);
  return (path) => {
    const setting = content?.settings.get(path);
    return setting?.kind === 'text' && setting.text !== '' ? setting.text : undefined;
  };
}
