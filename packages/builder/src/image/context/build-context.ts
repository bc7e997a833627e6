import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { findPackages, isBelow, type WorkspacePackage } from './siblings.ts';
import { findWorkspace, type Workspace } from './workspace.ts';

/** What the function's image is built from. */
export interface BuildContext {
  /** The directory whose files are available to the build: the project's, or the root of its workspace. */
  readonly directory: string;
  /** The project's folder in it, if the Dockerfile is one for a workspace. */
  readonly folder?: string;
  /** The patterns of files that are not sent to the build. */
  readonly ignoreFile: string;
  /** The folders that the image is built from; of all others, only what is at the top of the context. */
  readonly sources: readonly string[];
}

/** A file that the build needs does not exist, is not configured, or does not fit the project. */
export class ImageSettingsError extends ExpectedError {
  override get name(): string {
    return 'ImageSettingsError';
  }
}

/** The build argument that distinguishes the Dockerfile of a workspace: the project's folder. */
export const PROJECT_ARGUMENT = 'PROJECT';

/** The context of a build outside of a workspace. */
export function projectContext(directory: string): BuildContext {
  return { directory, ignoreFile: join(directory, '.dockerignore'), sources: ['.'] };
}

/**
 * Finds what the function's image is built from. If the Dockerfile declares the argument `PROJECT`, this is the whole
 * workspace.
 *
 * @throws {ImageSettingsError} the Dockerfile does not fit the workspace, or a dependency would not be found in the build
 */
export async function findBuildContext({ directory, image }: Configuration): Promise<BuildContext> {
  const project = resolve(directory);
  const workspace = await findWorkspace(project);
  const packages = await findPackages(project, workspace?.root ?? project);
  const isForWorkspace = /^\s*ARG\s+PROJECT\b/im.test(await readIfThere(image.dockerfile));
  checkDependencies(packages, workspace, project);
  if (!isForWorkspace) {
    const [, sibling] = packages;
    if (workspace === undefined || sibling === undefined) return projectContext(directory);
    throw new ImageSettingsError(
      `the function depends on ${sibling.folder} in the workspace ${workspace.root}, but ${image.dockerfile} is for a ` +
        'project outside of a workspace: upgrade it with alr-builder install',
    );
  }
  if (workspace === undefined) {
    throw new ImageSettingsError(
      `${image.dockerfile} is for a workspace, and ${project} is in none: upgrade it with alr-builder install`,
    );
  }
  const ownIgnoreFile = `${image.dockerfile}.dockerignore`;
  return {
    directory: workspace.root,
    folder: workspace.folder,
    ignoreFile: existsSync(ownIgnoreFile) ? ownIgnoreFile : join(workspace.root, '.dockerignore'),
    sources: packages.map(({ folder }) => folder),
  };
}

/** Checks for dependencies that the package manager could not install in the build, and would report less clearly. */
function checkDependencies(
  packages: readonly WorkspacePackage[],
  workspace: Workspace | undefined,
  project: string,
): void {
  const root = workspace?.root ?? project;
  for (const { folder, dependencies } of packages) {
    for (const [name, specifier] of Object.entries(dependencies)) {
      const where = `${join(root, folder, 'package.json')} depends on ${name} as ${specifier}`;
      const [, path] = /^(?:file|link|portal):(.*)$/.exec(specifier) ?? [];
      if (path !== undefined && !isBelow(root, resolve(root, folder, path))) {
        throw new ImageSettingsError(
          `${where}, which is outside of ${root} and so not in the build: make both packages members of one workspace`,
        );
      }
      if (!specifier.startsWith('workspace:') || workspace?.packageManager === 'pnpm') continue;
      throw new ImageSettingsError(
        workspace === undefined
          ? `${where}, but it is in no workspace: name it in pnpm-workspace.yaml, or in "workspaces" of a package.json`
          : `${where}, which npm does not know: write "*" instead, or use pnpm`,
      );
    }
  }
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
