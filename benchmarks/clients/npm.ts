import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { now } from '../clock.ts';

const run = promisify(execFile);

/**
 * Installs packages into an empty folder, as a user does.
 * @param packages names with versions, or tarballs
 * @returns how long it took, in seconds
 */
export async function npmInstall(folder: string, packages: readonly string[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const before = now();
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  return (now() - before) / 1000;
}

/** Packs a workspace package as it would be published, and returns the path of the tarball. */
export async function pack(source: string, folder: string): Promise<string> {
  await mkdir(folder);
  await runPnpm(['pack', '--pack-destination', folder], source);
  const [tarball] = await readdir(folder);
  if (tarball === undefined) throw new Error(`pnpm pack created no tarball for ${source}`);
  return join(folder, tarball);
}

/** Runs the pnpm that runs this script; pnpm passes its own path in the environment. */
async function runPnpm(args: readonly string[], cwd: string): Promise<void> {
  const script = process.env.npm_execpath ?? '';
  if (/pnpm[^/\\]*\.[cm]?js$/.test(script)) await run(process.execPath, [script, ...args], { cwd });
  else if (/pnpm[^/\\]*$/.test(script)) await run(script, [...args], { cwd });
  else throw new Error('the benchmark needs the pnpm that runs it: start it with `pnpm bench`');
}
