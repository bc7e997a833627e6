import type { Configuration } from '../config/configuration.ts';
import { localTag } from './build-requests.ts';
import { ImageSettingsError } from './context/build-context.ts';
import { findEngine } from './engine/engine.ts';
import { tryCommand } from './engine/run-command.ts';

/** What the build of an image has recorded about the function's start, in the package.json of `/var/task`. */
type RecordedStart = StartWithoutSnapshot | StartFromSnapshot;

interface StartWithoutSnapshot {
  readonly snapshot: 'none';
  /** Why there is no snapshot. */
  readonly reason: string;
}

interface StartFromSnapshot {
  readonly snapshot: 'libraries' | 'everything';
  readonly packages: number;
  readonly megabytes: number;
  /** The processor time of a start, as measured in the build; absent if the processor was emulated. */
  readonly milliseconds?: number;
  readonly millisecondsWithout?: number;
  /** What Node prints if it does not accept the snapshot. */
  readonly refusal?: string;
  /** Why the function starts without the snapshot in this image. */
  readonly without?: string;
}

/**
 * Prints what is recorded, as JSON, and checks how the function starts, because an overlay can have replaced Node or the
 * snapshot. A stage of the build, which `--target` names, has no snapshot, and is not the function's image.
 */
const SCRIPT = `const { existsSync, readFileSync } = require('fs');
const blob = '/var/task/snapshot.blob';
const { alr } = JSON.parse(readFileSync('/var/task/package.json', 'utf8'));
const hasSnapshot = ![undefined, 'none'].includes(alr?.start?.snapshot);
const isStage = existsSync('/build/snapshot');
const start = hasSnapshot && isStage ? null : alr?.start ?? null;
if (start !== null && hasSnapshot) {
  const [node] = readFileSync('/var/task/alr-bootstrap.js', 'utf8').slice(2).split(/\\s/, 1);
  const args = ['--snapshot-blob=' + blob, '-e', '0'];
  const { error, status, stderr } = require('child_process').spawnSync(node, args, { encoding: 'utf8' });
  const output = error?.message ?? stderr.trim();
  start.without = output.match(/^starting without the snapshot: (.*)/m)?.[1];
  if (start.without === undefined && status !== 0) start.refusal = output.split('\\n')[0];
}
console.log(JSON.stringify(start));`;

/**
 * Describes how the function of the built image starts.
 *
 * @returns undefined if the image does not record it, or cannot be run here
 * @throws {ImageSettingsError} the image would not start, because its Node does not accept the snapshot
 */
export async function describeStart(configuration: Configuration): Promise<string | undefined> {
  const { name, command } = await findEngine(configuration.image.engine);
  // Buildah cannot run an image without a working container.
  if (name === 'buildah') return undefined;
  const run = [
    'run',
    '--rm',
    '--network=none',
    '--entrypoint=/usr/local/bin/node',
    localTag(configuration),
    '-e',
    SCRIPT,
  ];
  const outcome = await tryCommand(command, run);
  const start = outcome?.status === 0 ? parse(outcome.stdout) : undefined;
  return start === undefined ? undefined : describe(start);
}

function parse(text: string): RecordedStart | undefined {
  try {
    return (JSON.parse(text) as RecordedStart | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function describe(start: RecordedStart): string {
  if (start.snapshot === 'none') return `starts without a snapshot: ${start.reason}`;
  const { snapshot, packages, megabytes, milliseconds, millisecondsWithout, refusal, without } = start;
  if (refusal !== undefined) {
    throw new ImageSettingsError(
      `Node in the image does not accept the function's snapshot: ${refusal}; if an overlay replaces Node or the ` +
        'snapshot, pass another NODE_IMAGE to the build instead, or set image.snapshot to none',
    );
  }
  if (without !== undefined) return `starts without its snapshot: ${without}`;
  const content = snapshot === 'everything' ? 'everything' : `${packages} package${packages === 1 ? '' : 's'}`;
  const from = `starts from a snapshot of ${content} (${megabytes} MB)`;
  if (milliseconds === undefined) return from;
  return `${from}: ${milliseconds} ms of processor time instead of ${millisecondsWithout} ms`;
}
