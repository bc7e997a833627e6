import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { pnpm } from './pnpm.ts';

/** The packages as users install them. */
export interface Packed {
  /** The tarball of each package by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** A folder with nothing but the runtime and its peers, installed by npm. */
  readonly project: string;
  /** The same, with the event package. */
  readonly projectWithEvents: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: Packed;
  }
}

const run = promisify(execFile);
const packages = ['context', 'writer', 'runtime', 'event', 'builder'];
const runtimeAndPeers = ['@alr/runtime', '@alr/context', '@alr/writer'];

/** Packs and installs the packages once for all tests, so that every suite runs what would be published. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-packed-'));
  const tarballs = Object.fromEntries(await Promise.all(packages.map((name) => packOne(name, join(folder, name)))));
  const [runtime, withEvents] = await Promise.all([
    install(runtimeAndPeers, join(folder, 'project'), tarballs),
    install([...runtimeAndPeers, '@alr/event'], join(folder, 'with-events'), tarballs),
  ]);
  project.provide('packed', { tarballs, project: runtime, projectWithEvents: withEvents });
  return () => rm(folder, { recursive: true, force: true });
}

async function install(names: string[], folder: string, tarballs: Packed['tarballs']): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const paths = names.map((name) => tarballs[name] as string);
  await run('npm', ['install', '--no-audit', '--no-fund', ...paths], { cwd: folder });
  return folder;
}

async function packOne(name: string, folder: string): Promise<[string, string]> {
  const source = resolve(import.meta.dirname, '../packages', name);
  await pnpm(['pack', '--pack-destination', folder], source);
  const [tarball] = await readdir(folder);
  if (tarball === undefined) throw new Error(`pnpm pack created no tarball for ${source}`);
  return [`@alr/${name}`, join(folder, tarball)];
}
