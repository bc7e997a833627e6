import { cpSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { systemErrorReason } from '../../../terminal/file-error.ts';
import type { BundleDefinition, BundleDescription } from './bundle-definition.ts';
import { hashOf } from './package-store.ts';

const PREFIX = `alr-local-${hashOf(hostname()).slice(0, 8)}-`;

/**
 * Makes the folder of a bundle: outside the project, so that no other tool finds it. It is on the same drive, because
 * source maps have relative paths. Folders of processes that were killed are removed.
 */
export async function makeFolder(directory: string): Promise<string> {
  const temporary = await realpath(tmpdir());
  const isSameDrive = parse(temporary).root === parse(resolve(directory)).root;
  const parent = isSameDrive ? temporary : join(directory, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  return mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
}

/** Containers can share the folder, but have other processes. Their host names differ. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = name.startsWith(PREFIX) ? (/^(\d+)-/.exec(name.slice(PREFIX.length)) ?? []) : [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Puts what the image contains beside the bundle, as links, so that changes to it have an effect. */
export function completeFolder(
  folder: string,
  directory: string,
  { file, exportPath, files, packages, parents }: BundleDescription,
  { installedManifest }: BundleDefinition,
): void {
  const manifest = { type: 'module', main: `./${file}`, alr: { exportPath } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const path of files) {
    const target = resolve(directory, path);
    link(target, join(folder, relative(directory, target)));
  }
  for (const name of packages) {
    const found = parents.map((from) => installedManifest(name, from)).find((path) => path !== undefined);
    if (found !== undefined) link(dirname(found), join(folder, 'node_modules', name));
  }
}

function link(target: string, path: string): void {
  try {
    const isFolder = statSync(target).isDirectory();
    if (isLinkTo(target, path)) return;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { recursive: true, force: true });
    // On Windows, links to files need a privilege, and links to folders have to be junctions.
    if (isFolder || process.platform !== 'win32') symlinkSync(target, path, 'junction');
    else cpSync(target, path);
  } catch (error) {
    throw new Error(`cannot provide ${target}: ${systemErrorReason(error) ?? (error as Error).message}`, {
      cause: error,
    });
  }
}

/** A correct link stays, because a process may be using it. */
function isLinkTo(target: string, path: string): boolean {
  try {
    return readlinkSync(path) === target;
  } catch {
    return false;
  }
}
