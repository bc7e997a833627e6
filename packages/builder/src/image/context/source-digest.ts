import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildRequest } from '../build-arguments.ts';
import type { BuildContext } from './build-context.ts';
import { globPatternBelow } from './glob-pattern.ts';

/**
 * Folders with these names do not count. The first two are too large to read for each plan, and lock files determine their
 * contents. The last one has the state of the emulator, which changes all the time.
 */
export const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.alr']);

/**
 * A digest of what an image is built from: the Dockerfiles, the build arguments, and the files of the context that the
 * image depends on and that are not ignored. It shows whether a built image is older than the sources.
 */
export async function sourceDigest(requests: readonly Sources[], context: BuildContext): Promise<string> {
  const hash = createHash('sha256');
  for (const { dockerfile, architecture, buildArguments } of requests) {
    hash.update(JSON.stringify([architecture, buildArguments])).update(await readIfThere(dockerfile));
  }
  const isIgnored = ignoredBy((await readIfThere(context.ignoreFile)).toString());
  for (const path of (await sourceFiles(context)).sort()) {
    if (!isIgnored(path)) hash.update(`\n${path}\n`).update(await readIfThere(join(context.directory, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

type Sources = Pick<BuildRequest, 'dockerfile' | 'architecture' | 'buildArguments'>;

/** The files of the source folders, and those at the top of the context. */
async function sourceFiles({ directory, sources }: BuildContext): Promise<string[]> {
  if (sources.includes('.')) return filesIn(directory);
  const top = await readdir(directory, { withFileTypes: true });
  const lists = await Promise.all(sources.map((folder) => filesIn(directory, `${folder}/`)));
  return [...new Set([...top.filter((entry) => entry.isFile()).map(({ name }) => name), ...lists.flat()])];
}

/** A file may be removed while the directory is read, and a symbolic link may be broken. */
async function readIfThere(path: string): Promise<Buffer> {
  return readFile(path).catch(() => Buffer.alloc(0));
}

/** The paths of all files below a directory, with slashes. */
async function filesIn(directory: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true }).catch(() => []);
  const lists = await Promise.all(
    entries
      .filter(({ name }) => !skippedFolders.has(name))
      .map(async (entry) => {
        const path = `${prefix}${entry.name}`;
        return entry.isDirectory() ? filesIn(directory, `${path}/`) : [path];
      }),
  );
  return lists.flat();
}

/**
 * Whether a path is ignored: the last pattern that matches it or one of its folders decides; see
 * https://docs.docker.com/build/concepts/context/#dockerignore-files.
 */
export function ignoredBy(dockerignore: string): (path: string) => boolean {
  const rules = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ ignores: !line.startsWith('!'), pattern: globPatternBelow(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.ignores ?? false;
}
