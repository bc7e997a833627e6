/** Measures how long the function takes to start with a snapshot, and without. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFunction } from '../start-function.mjs';

const ROUNDS = 11;

/**
 * Starts each variant of the function in turn, with V8's compile cache.
 *
 * @param variants the commands that start it, each with its folder
 * @param usesFetch whether its first invocation is likely to use fetch or its classes
 * @returns the median of each in milliseconds of processor time, until its first response
 * @throws {Error} one of them does not start; the message is its output
 */
export async function measureStarts(variants, usesFetch) {
  const caches = variants.map(() => mkdtempSync(join(tmpdir(), 'alr-compile-cache-')));
  const samples = variants.map(() => []);
  const start = ({ command, folder }, cache, isMeasured) => {
    const env = { NODE_COMPILE_CACHE: cache, ...(usesFetch && { ALR_USES_FETCH: 'true' }) };
    return startFunction(command, { folder, isMeasured, env });
  };
  try {
    for (const [index, variant] of variants.entries()) await start(variant, caches[index], false);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, variant] of variants.entries()) {
        const { milliseconds, output } = await start(variant, caches[index], true);
        if (milliseconds === undefined)
          throw new Error(`${variant.command.join(' ')} does not start: ${output.trim()}`);
        samples[index].push(milliseconds);
      }
    }
  } finally {
    for (const cache of caches) rmSync(cache, { recursive: true, force: true });
  }
  return samples.map((list) => Math.round(list.sort((one, other) => one - other)[ROUNDS >> 1]));
}

/** Whether this processor is emulated, which makes times meaningless. The system shows the real one. */
export function isEmulated() {
  try {
    const isArm = /^CPU implementer/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
    return isArm !== (process.arch === 'arm64');
  } catch {
    return false;
  }
}
