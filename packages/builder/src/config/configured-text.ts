import type { KeyPath } from './keys.ts';
import { type ConfigurationSource, readFiles } from './read-files.ts';
import { fillInReferences } from './references.ts';

/**
 * Reads what the configuration says of some keys, whether or not the rest of it is complete and right: for commands
 * that deploy nothing. Without a file, and for what isn't a text, it is undefined.
 */
export async function readConfiguredTexts(source: ConfigurationSource): Promise<(path: KeyPath) => string | undefined> {
  const files = await readFiles(source);
  const content = files && fillInReferences(files.content, source.env);
  return (path) => {
    const setting = content?.settings.get(path);
    return setting?.kind === 'text' && setting.text !== '' ? setting.text : undefined;
  };
}
