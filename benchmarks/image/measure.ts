/**
 * Runs inside a function's image. Starts the function's bootstrap repeatedly, in turn with the raw socket, and prints
 * the samples as JSON. Usage: node measure.ts ROUNDS
 */
import { join } from 'node:path';
import type { Program } from '../clients/program.ts';
import { interleave } from '../figures/rounds.ts';
import { startOnce } from '../figures/start-once.ts';
import { ServerProcess } from '../server/server-process.ts';
import type { InImage } from './run-in-image.ts';

const {
  NODE_COMPILE_CACHE: bakedCache = '',
  NODE_DISABLE_COMPILE_CACHE: _,
  ...env
} = process.env as NodeJS.Dict<string>;

/** The folder of the bundle in an image by alr-builder, and the file that its ENTRYPOINT starts. */
const TASK_ROOT = '/var/task';
const BOOTSTRAP = join(TASK_ROOT, 'alr-bootstrap.js');

const programs: Readonly<Record<InImage, Program>> = {
  limit: programOf([join(import.meta.dirname, '../clients/limit.cjs'), 'echo'], {}),
  withCache: programOf([BOOTSTRAP], { NODE_COMPILE_CACHE: bakedCache }),
  withoutCache: programOf([BOOTSTRAP], {}),
};

const ROUNDS = Number(process.argv[2]);
const machine = { rounds: () => ROUNDS, progress: (text: string) => process.stderr.write(`${text}\n`) };

await using server = await ServerProcess.start();
const samples = await interleave(machine, Object.keys(programs) as InImage[], ROUNDS, (name) =>
  startOnce(server, programs[name]),
);
process.stdout.write(JSON.stringify(samples));

function programOf(args: readonly string[], settings: Readonly<Record<string, string>>): Program {
  return {
    args,
    cwd: TASK_ROOT,
    env: { ...(env as Record<string, string>), LAMBDA_TASK_ROOT: TASK_ROOT, ...settings },
  };
}
