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
  const script = (file: string, ...args: string[]) =>
    run(process.execPath, [join(scripts, file), handler, ...args], { cwd: folder });
  const isBundled = await script('bundle.mjs').then(
    () => true,
    () => false,
  );
  if (!isBundled) return undefined;
  const { stdout } = await script('snapshot.mjs', 'libraries', 'out', '--always');
  // Otherwise the tests would not test the snapshot.
  if (!stdout.includes('snapshot: libraries')) throw new Error(`there is no snapshot: ${stdout}`);
  return { folder, task: join(folder, 'out') };
}
