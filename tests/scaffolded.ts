import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { ContainerEngine } from './container-engine.ts';

const run = promisify(execFile);

/** A scaffolded project whose packages are those of this repository. */
export interface Scaffolded {
  readonly directory: string;
  /** The tag of its image. */
  readonly tag: string;
  /** Runs alr-builder in it; resolves to what it printed. */
  builder(...args: string[]): Promise<string>;
  edit(file: string, change: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
}

/** Scaffolds a project with `alr-builder install` and these options. */
export async function scaffold(
  name: string,
  options: readonly string[],
  tarballs: Readonly<Record<string, string>>,
  engine: ContainerEngine,
): Promise<Scaffolded> {
  const parent = await mkdtemp(join(tmpdir(), 'alr-image-'));
  const directory = join(parent, name);
  const cli = join(import.meta.dirname, '../node_modules/@alr/builder/dist/cli.js');
  const builder = async (...args: string[]) => {
    const { stdout, stderr } = await run(process.execPath, [cli, ...args], { cwd: parent, maxBuffer: 1e8 });
    return stdout + stderr;
  };
  const edit = async (file: string, change: (text: string) => string) => {
    const path = join(directory, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
  };
  await builder('install', '-i', directory, ...options);
  await edit('package.json', (text) => {
    const manifest = JSON.parse(text) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    for (const packages of [manifest.dependencies, manifest.devDependencies]) {
      for (const [one, tarball] of Object.entries(tarballs)) {
        if (packages[one] !== undefined) packages[one] = `file:./${basename(tarball)}`;
      }
    }
    return JSON.stringify(manifest);
  });
  for (const tarball of Object.values(tarballs)) await copyFile(tarball, join(directory, basename(tarball)));
  const quoted = JSON.stringify(engine.buildOptions);
  await edit('lambda.yaml', (text) =>
    text.replace(/^image:$/m, `image:\n  engine: ${engine.command}\n  build_options: ${quoted}`),
  );
  return {
    directory,
    tag: `${name}:latest`,
    builder: (...args) => builder(args[0] ?? '', '-i', directory, ...args.slice(1)),
    edit,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}
