/**
 * Makes V8's compile cache for the function, or checks that it is used:
 *   node compile-cache.mjs make|check
 * Without the cache the function only starts more slowly, so problems with it are warnings and do not fail the build.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { startFunction } from './start-function.mjs';

const [mode] = process.argv.slice(2);
const TASK = process.env.LAMBDA_TASK_ROOT ?? '/var/task';
const program = `${TASK}/alr-bootstrap.js`;

const { alr } = JSON.parse(readFileSync(`${TASK}/package.json`, 'utf8'));
const hasSnapshot = ![undefined, 'none'].includes(alr?.start?.snapshot);
const act = mode === 'make' ? make : check;
await act({ isFirst: true, env: {}, note: '' });
// V8 accepts compiled code only in the kind of start that it was made in.
if (hasSnapshot) await act({ isFirst: false, env: { ALR_SNAPSHOT: 'none' }, note: ' without the snapshot' });
// An overlay for a tool can name this folder, whether there is a snapshot or not.
else if (mode === 'make') linkFolder(process.env.NODE_COMPILE_CACHE);

function linkFolder(cache) {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(`${cache}/without-snapshot`)) symlinkSync('.', `${cache}/without-snapshot`);
}

async function make({ isFirst, env }) {
  const { output, responses } = await start(env);
  const [, missing] = output.match(/^image\/warm-up\.mjs: (ERROR: .*)/m) ?? [];
  if (missing !== undefined) {
    console.error(missing);
    process.exit(1);
  }
  // The second start has the same ones.
  if (isFirst)
    for (const [, warning] of output.matchAll(/^image\/warm-up\.mjs: (WARNING: .*)/gm)) console.warn(warning);
  if (responses > 0) return;
  if (hasSnapshot && isFirst) {
    console.error(
      `The function does not start from its snapshot: set image.snapshot to none in lambda.yaml\n${output}`,
    );
    process.exit(1);
  }
  console.warn(`WARNING: the bootstrap does not work here, so there is no compile cache:\n${output}`);
}

async function check({ env, note }) {
  const { output } = await start({ ...env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
  const verdicts = [...output.matchAll(/V8 code cache for \S+ (?:file:\/\/)?(\/\S+) was (accepted)?/g)].filter(
    ([, file]) => file.startsWith(`${TASK}/`),
  );
  const missed = verdicts.filter(([, , accepted]) => accepted === undefined).map(([, file]) => file);
  if (verdicts.length > 0 && missed.length === 0)
    console.log(`compile cache: used for ${verdicts.length} files${note}`);
  else console.warn(`WARNING: the compile cache is missed${note}${missed.map((file) => `\n  ${file}`).join('')}`);
}

function start(env) {
  return startFunction([program], { folder: TASK, env });
}
