import { dirname, join } from 'node:path';

/**
 * One sentence on what to do about a file or package that a bundle lacks, in the text of an error; undefined for other
 * texts. The image lacks it too.
 *
 * @param folder the folder of the bundle
 */
export function adviceForBundle(text: string, folder: string): string | undefined {
  const [, opened] = /ENOENT: no such file or directory, \w+ '([^']+)'/.exec(text) ?? [];
  const [, relative, from] = /Cannot find module '(\.[^']*)'\s+Require stack:\s+- (.+?)(?: \{"|\n|$)/.exec(text) ?? [];
  const [, imported] = /Cannot find module '([^'.][^']*)'/.exec(text) ?? [];
  const required = relative === undefined || from === undefined ? imported : join(dirname(from), relative);
  const file = opened ?? required;
  if (file?.startsWith(folder)) {
    const path = file.slice(folder.length + 1).replaceAll('\\', '/');
    return `${path} is not in the bundle, nor would it be in the image: list it in package.json, as in "alr": { "files": ["${path}"] }`;
  }
  const [, name, importer] = /Cannot find package '([^']+)' imported from ([^\n]+)/.exec(text) ?? [];
  const [, ofPackage, first] = /Cannot find module '([^'./][^']*)'\s+Require stack:\s+- ([^\n]+)/.exec(text) ?? [];
  const missing = name ?? ofPackage;
  if (missing === undefined || !(importer ?? first)?.startsWith(folder)) return undefined;
  return `the bundle does not contain ${missing}, nor would the image: install it, and list it in package.json, as in "alr": { "external": ["${missing}"] }`;
}
