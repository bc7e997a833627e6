import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A scaffolded project that uses the packages of this repository. */
export interface Scaffolded {
  readonly directory: string;
  /** The tag of its image. */
  readonly tag: string;
  /** Runs alr-builder on it, and resolves to the output. */
  builder(...args: string[]): Promise<string>;
  /** Runs a command in it, and resolves to the output. Rejects if the command fails. */
  run(command: string, ...args: string[]): Promise<string>;
  edit(file: string, change: (text: string) => string): Promise<void>;
  /** Edits or creates a file until the result is disposed of, so that a test that fails leaves the project as it was. */
  editForNow(file: string, change: (text: string) => string): Promise<AsyncDisposable>;
  remove(): Promise<void>;
}

/**
 * Scaffolds a project with `alr-builder install` and these options.
 *
 * @param workspace the files of a workspace in which the project is `packages/NAME`, by their paths
 */
export async function scaffold(
  name: string,
  options: readonly string[],
  tarballs: Readonly<Record<string, string>>,
  workspace?: Readonly<Record<string, string>>,
): Promise<Scaffolded> {
  const parent = await mkdtemp(join(tmpdir(), 'alr-image-'));
  const directory = join(parent, workspace === undefined ? name : `packages/${name}`);
  for (const [path, text] of Object.entries(workspace ?? {})) {
    await mkdir(dirname(join(parent, path)), { recursive: true });
    await writeFile(join(parent, path), text);
  }
  const cli = join(import.meta.dirname, 'node_modules/@alr/builder/dist/cli.js');
  const builder = (...args: string[]) => output(process.execPath, [cli, ...args], parent);
  const edit = async (file: string, change: (text: string) => string) => {
    const path = join(directory, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
  };
  const editForNow = async (file: string, change: (text: string) => string): Promise<AsyncDisposable> => {
    const path = join(directory, file);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    await writeFile(path, change(before ?? ''));
    return { [Symbol.asyncDispose]: () => (before === undefined ? rm(path) : writeFile(path, before)) };
  };
  await builder('install', '-i', directory, '--all-sources', '--no-install', ...options);
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
  return {
    directory,
    tag: `${name}:${name}`,
    builder: (...args) => builder(args[0] ?? '', '-i', directory, ...args.slice(1)),
    run: (command, ...args) => output(command, args, directory),
    edit,
    editForNow,
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout, stderr } = await run(command, [...args], { cwd, maxBuffer: 1e8 });
  return stdout + stderr;
}
