import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Rounds } from '../figures/rounds.ts';
import type { Start } from '../figures/start-once.ts';

/** The programs started in an image: the raw socket, and the function with and without the image's compile cache. */
export type InImage = 'limit' | 'withCache' | 'withoutCache';

const engines = ['docker', 'podman', 'finch'];
const BENCHMARKS = join(import.meta.dirname, '..');

/** Runs the image as Lambda does: as this user, without privileges, and with only /tmp writable. */
const asOnLambda = [
  ...['--rm', '--network=host', '--user=993:990', '--cap-drop=all', '--security-opt=no-new-privileges'],
  ...['--read-only', '--tmpfs=/tmp:rw,size=512m,mode=1777'],
];

/** Starts a function repeatedly within one container, since a container's own start would hide that of the process. */
export async function startInImage(image: string, rounds: number): Promise<Rounds<InImage, Start>> {
  const options = [
    ...asOnLambda,
    `--volume=${BENCHMARKS}:/benchmarks:ro`,
    '--env=NODE_DISABLE_COMPILE_CACHE=1',
    '--entrypoint=/usr/local/bin/node',
  ];
  const args = ['run', ...options, image, '/benchmarks/image/measure.ts', String(rounds)];
  const container = spawn(await findEngine(), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(container.stdout), once(container, 'close')]);
  if (code !== 0) throw new Error(`the container of ${image} exited with ${String(code)}`);
  return JSON.parse(output) as Rounds<InImage, Start>;
}

async function findEngine(): Promise<string> {
  for (const engine of engines) {
    try {
      await promisify(execFile)(engine, ['info']);
      return engine;
    } catch {
      // Try the next one.
    }
  }
  throw new Error(`--image needs a container engine, and none of ${engines.join(', ')} works`);
}
