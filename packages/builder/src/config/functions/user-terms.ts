import { isKeyPath, keyPaths } from '../keys/keys.ts';

/** Texts of users are in double quotes. They stay as they are. */
const parts = /"[^"]*"|(?<![\w./-])(?:image|lambda|role|trigger|log_retention)(?:\.[a-z_]+)*/g;

/**
 * Replaces the paths of keys and sections in a message by those that the user wrote. The rules name keys as in a file for
 * one function, and need not know where the key of one of several functions is.
 *
 * @param pathOf returns the path that the user wrote
 */
export function inUserTerms(text: string, pathOf: (path: string) => string): string {
  return text.replaceAll(parts, (found) => {
    if (found.startsWith('"')) return found;
    const words = found.split('.');
    for (let length = words.length; length > 0; length -= 1) {
      const path = words.slice(0, length).join('.');
      if (isKeyPath(path) || isSection(path, length)) return [pathOf(path), ...words.slice(length)].join('.');
    }
    return found;
  });
}

/** A section alone at the top is an ordinary word, such as "role". */
function isSection(path: string, depth: number): boolean {
  return depth > 1 && keyPaths.some((key) => key.startsWith(`${path}.`));
}
