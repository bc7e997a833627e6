import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { type BuildContext, findBuildContext } from './build-context.ts';
import { declaredFiles } from './declared-files.ts';
import { isBelow } from './siblings.ts';
import { ignoredBy, skippedFolders } from './source-digest.ts';

/** The files whose changes matter to an image. */
export interface ImageSources {
  /** The folders of the project, and of the packages of its workspace that it depends on, as absolute paths. */
  readonly folders: readonly string[];
  /** Whether a file in one of them matters. */
  includes(path: string): boolean;
}

/** Code, data that code imports, and what decides how an image is built. */
const relevantNames = /\.([cm]?[jt]sx?|json|node|wasm|ya?ml)$|^(Dockerfile.*|\.npmrc|\.dockerignore)$/;

/**
 * Finds the files whose changes matter to an image: code, manifests and Dockerfiles that `.dockerignore` leaves in the
 * context, what `alr.files` of `package.json` lists, and the configuration. Other files, such as the log of a program that
 * writes into the project, do not.
 *
 * @throws {ImageSettingsError} the Dockerfile does not fit the workspace, or a dependency would not be found in the build
 */
export async function imageSources(configuration: Configuration): Promise<ImageSources> {
  const context = await findBuildContext(configuration);
  const project = resolve(configuration.directory);
  const ignoreText = await readFile(context.ignoreFile, 'utf8').catch(() => '');
  return {
    folders: foldersOf(context),
    includes: sourceFilter(context.directory, project, ignoreText, declaredFiles(project)),
  };
}

/** Without folders in other folders. */
function foldersOf({ directory, sources }: BuildContext): string[] {
  const folders = sources.map((folder) => resolve(directory, folder));
  return folders.filter((folder) => !folders.some((other) => other !== folder && isBelow(other, folder)));
}

/** @param listed paths that are copied into the image, whatever their names are */
export function sourceFilter(
  root: string,
  project: string,
  ignoreText: string,
  listed: readonly string[],
): (path: string) => boolean {
  const isIgnored = ignoredBy(ignoreText);
  const isConfiguration = (path: string) => /^(lambda(\.[^/]+)?\.ya?ml|Dockerfile[^/]*|\.dockerignore)$/.test(path);
  return (path) => {
    if (isConfiguration(relative(project, path))) return true;
    const parts = relative(root, path).split(sep);
    if (isIgnored(parts.join('/')) || parts.some((part) => skippedFolders.has(part))) return false;
    const name = parts.at(-1) ?? '';
    return relevantNames.test(name) || listed.some((file) => isBelow(file, path));
  };
}
