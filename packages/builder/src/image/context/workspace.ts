import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parse } from 'yaml';
import { globPattern } from './glob-pattern.ts';

/** A workspace of npm or pnpm that a project is a member of. */
export interface Workspace {
  /** The directory whose `package.json` or `pnpm-workspace.yaml` names the members. */
  readonly root: string;
  /** The project's path below the root, with slashes; `.` if the project is the root. */
  readonly folder: string;
  readonly packageManager: 'npm' | 'pnpm';
}

/** Finds the workspace that a directory is a member of; undefined if there is none. */
export async function findWorkspace(directory: string): Promise<Workspace | undefined> {
  const project = resolve(directory);
  for (let root = project; ; root = dirname(root)) {
    const folder = relative(root, project).split(sep).join('/') || '.';
    const workspace = await workspaceAt(root, folder);
    if (workspace !== undefined) return workspace;
    if (root === dirname(root)) return undefined;
  }
}

async function workspaceAt(root: string, folder: string): Promise<Workspace | undefined> {
  const manifest = await readParsed(join(root, 'package.json'), JSON.parse);
  const ofPnpm = await readParsed(join(root, 'pnpm-workspace.yaml'), parse);
  if (includes(textsOf(ofPnpm.packages), folder)) return { root, folder, packageManager: 'pnpm' };
  const { workspaces } = manifest;
  const members = Array.isArray(workspaces) ? workspaces : recordOf(workspaces).packages;
  return includes(textsOf(members), folder) ? { root, folder, packageManager: 'npm' } : undefined;
}

/** Whether the patterns of the members include a folder. The last pattern that matches decides; the root is a member. */
function includes(patterns: readonly string[], folder: string): boolean {
  if (patterns.length === 0) return false;
  if (folder === '.') return true;
  const last = patterns.findLast((pattern) => globPattern(pattern.replace(/^!/, '')).test(folder));
  return last !== undefined && !last.startsWith('!');
}

/** A file that does not exist or is invalid has no settings. The package manager reports what is wrong with it. */
async function readParsed(path: string, parseText: (text: string) => unknown): Promise<Record<string, unknown>> {
  try {
    return recordOf(parseText(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
