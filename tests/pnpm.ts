import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the pnpm that runs these tests; pnpm passes its own path in the environment. */
export async function pnpm(args: readonly string[], cwd: string): Promise<void> {
  const script = process.env.npm_execpath ?? '';
  if (/pnpm[^/\\]*\.[cm]?js$/.test(script)) await run(process.execPath, [script, ...args], { cwd });
  else if (/pnpm[^/\\]*$/.test(script)) await run(script, [...args], { cwd });
  else
    throw new Error('these tests need the pnpm that runs them: use `pnpm test`, or `pnpm exec vitest` in this folder');
}
