import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

/** The packages as users get them. */
export interface Packed {
  /** The tarball of each package, by its name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** A folder that was empty before `npm install` put the runtime, its peers and the event package there. */
  readonly project: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

const run = promisify(execFile);
const PACKAGES = ['context', 'writer', 'runtime', 'event', 'builder'];
const INSTALLED = ['@alr/runtime', '@alr/context', '@alr/writer', '@alr/event'];

let packing: Promise<Packed> | undefined;

/** Packs the packages and installs them, once for all tests; every suite then runs what would be published. */
export async function setup(project: TestProject): Promise<void> {
  packing ??= pack();
  project.provide('packed', await packing);
}

export async function teardown(): Promise<void> {
  const packed = await packing;
  packing = undefined;
  if (packed) await rm(resolve(packed.project, '..'), { recursive: true, force: true });
}

async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'alr-packed-'));
  const entries = await Promise.all(PACKAGES.map((name) => packOne(name, join(folder, name))));
  const tarballs = Object.fromEntries(entries);
  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true }\n');
  const wanted = INSTALLED.map((name) => tarballs[name] as string);
  await run('npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: project });
  return { tarballs, project };
}

async function packOne(name: string, folder: string): Promise<[string, string]> {
  const source = resolve(import.meta.dirname, '../packages', name);
  await pnpm(['pack', '--pack-destination', folder], source);
  const [tarball] = await readdir(folder);
  if (tarball === undefined) throw new Error(`pnpm pack made nothing of ${source}`);
  return [`@alr/${name}`, join(folder, tarball)];
}

/** Runs the pnpm that runs these tests; it is on the PATH of every pnpm script. */
async function pnpm(args: string[], cwd: string): Promise<void> {
  const script = process.env.npm_execpath;
  const isPnpmScript = script !== undefined && /pnpm[^/\\]*\.c?js$/.test(script);
  await (isPnpmScript ? run(process.execPath, [script, ...args], { cwd }) : run('pnpm', args, { cwd }));
}
