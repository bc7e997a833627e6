import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts = resolve(import.meta.dirname, '../../../packages/builder/templates/managed/image');

/** A function that the scripts of the image have built. */
export interface SnapshotFunction {
  /** The folder of the sources. */
  readonly folder: string;
  /** The folder of what would be in the image. */
  readonly task: string;
}

/** Many tests have the same function. */
const built = new Map<string, Promise<SnapshotFunction | undefined>>();

/**
 * Builds a function that starts from a snapshot of its packages.
 *
 * @param key what identifies the function
 * @param write writes its sources, and returns their folder
 * @returns undefined if it cannot be bundled, and so cannot be in an image
 */
export function buildSnapshot(
  key: readonly unknown[],
  handler: string,
  write: () => Promise<string>,
): Promise<SnapshotFunction | undefined> {
  const name = JSON.stringify(key);
  const existing = built.get(name);
  if (existing !== undefined) return existing;
  const building = build(handler, write);
  built.set(name, building);
  return building;
}

async function build(handler: string, write: () => Promise<string>): Promise<SnapshotFunction | undefined> {
  const folder = await write();
  try {
    await bundle(folder, handler);
  } catch {
    return undefined;
  }
  return { folder, task: await makeSnapshot(folder, handler) };
}

/**
 * Bundles a function as the image does.
 *
 * @param handlers the names of its handlers, with spaces between them
 */
export async function bundle(folder: string, handlers: string): Promise<void> {
  await runScript(folder, 'bundle.mjs', handlers);
}

/** Makes a snapshot of the packages of a function that is bundled, and returns the folder of what would be in the image. */
export async function makeSnapshot(folder: string, handlers: string): Promise<string> {
  const printed = await runScript(folder, 'snapshot.mjs', handlers, 'libraries', 'out', '--always');
  // Otherwise the tests would not test the snapshot.
  if (!printed.includes('snapshot: libraries')) throw new Error(`there is no snapshot: ${printed}`);
  return join(folder, 'out');
}

async function runScript(folder: string, name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(scripts, name), ...args], { cwd: folder });
  return stdout;
}
