import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A package of the workspace. */
export interface WorkspacePackage {
  /** Its path below the root of the workspace, with slashes. */
  readonly folder: string;
  /** Its dependencies of all kinds: the versions or other specifiers by name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Reads the project and the packages of its workspace that it depends on, directly or through each other. A dependency is
 * one of them if `node_modules` links it to a folder of the workspace, so the packages have to be installed.
 */
export async function findPackages(project: string, root: string): Promise<WorkspacePackage[]> {
  const realRoot = await realPathOf(root);
  const found = new Map<string, WorkspacePackage>();
  const visit = async (directory: string) => {
    const folder = relative(realRoot, directory).split(sep).join('/') || '.';
    if (found.has(folder)) return;
    const dependencies = await dependenciesOf(directory);
    found.set(folder, { folder, dependencies });
    for (const name of Object.keys(dependencies)) {
      const linked = await linkedFolder(name, directory);
      if (linked !== undefined && isBelow(realRoot, linked)) await visit(linked);
    }
  };
  await visit(await realPathOf(project));
  return [...found.values()];
}

async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The real path of a dependency; undefined if it is not installed, or not linked to a folder outside `node_modules`. */
async function linkedFolder(name: string, from: string): Promise<string | undefined> {
  for (let parent = from; ; parent = dirname(parent)) {
    const path = join(parent, 'node_modules', name);
    if (existsSync(path)) {
      const target = await realpath(path);
      return target.split(sep).includes('node_modules') ? undefined : target;
    }
    if (parent === dirname(parent)) return undefined;
  }
}

/** Whether a path is below a directory, or the directory itself. */
export function isBelow(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory + sep);
}

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** The package manager reports a manifest that is missing or invalid. */
async function dependenciesOf(directory: string): Promise<Record<string, string>> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as Record<string, object>;
    return Object.assign({}, ...kinds.map((kind) => manifest[kind]));
  } catch {
    return {};
  }
}
