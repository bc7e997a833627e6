import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { pnpm } from './pnpm.ts';

/** The packages as users get them. */
export interface Packed {
  /** The tarball of each package, by its name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** A folder that was empty before `npm install` put the runtime and its peers there. */
  readonly project: string;
  /** Another one, with the event package too. */
  readonly projectWithEvents: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

const run = promisify(execFile);
const packages = ['context', 'writer', 'runtime', 'event', 'builder'];
const RUNTIME = ['@alr/runtime', '@alr/context', '@alr/writer'];

/** Packs the packages and installs them, once for all tests; every suite then runs what would be published. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-packed-'));
  const tarballs = Object.fromEntries(await Promise.all(packages.map((name) => packOne(name, join(folder, name)))));
  const [runtime, withEvents] = await Promise.all([
    install(RUNTIME, join(folder, 'project'), tarballs),
    install([...RUNTIME, '@alr/event'], join(folder, 'with-events'), tarballs),
  ]);
  project.provide('packed', { tarballs, project: runtime, projectWithEvents: withEvents });
  return () => rm(folder, { recursive: true, force: true });
}

async function install(names: string[], folder: string, tarballs: Packed['tarballs']): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = names.map((name) => tarballs[name] as string);
  await run('npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: folder });
  return folder;
}

async function packOne(name: string, folder: string): Promise<[string, string]> {
  const source = resolve(import.meta.dirname, '../packages', name);
  await pnpm(['pack', '--pack-destination', folder], source);
  const [tarball] = await readdir(folder);
  if (tarball === undefined) throw new Error(`pnpm pack made nothing of ${source}`);
  return [`@alr/${name}`, join(folder, tarball)];
}
