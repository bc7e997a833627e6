import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readIfThere } from '../config/read-files.ts';
import { ownershipOf } from './ownership.ts';
import type { ProjectFile } from './project-files.ts';

/** What became of a file. */
export interface WrittenFile {
  readonly path: string;
  readonly outcome: 'created' | 'upgraded' | 'unchanged' | 'left alone';
  /** Where the text that was replaced is kept, if somebody had changed it. */
  readonly kept?: string;
}

/** How to treat what is there. */
export interface WriteOptions {
  /** Also replaces files of the tool that somebody has made theirs; a copy is kept. */
  readonly force: boolean;
}

/**
 * Writes the files of a project: the user's only where there are none, the tool's wherever they still are the tool's.
 * What somebody has changed is never lost.
 */
export async function writeProject(
  directory: string,
  files: readonly ProjectFile[],
  { force }: WriteOptions,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const file of files) written.push(await writeOne(directory, file, force));
  return written;
}

async function writeOne(directory: string, { path, text, owner }: ProjectFile, force: boolean): Promise<WrittenFile> {
  const target = join(directory, path);
  const present = await readIfThere(target);
  if (present === undefined) {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: 'wx' });
    return { path, outcome: 'created' };
  }
  if (present === text) return { path, outcome: 'unchanged' };
  const ownership = ownershipOf(present);
  if (owner === 'user' || (ownership === 'theirs' && !force)) return { path, outcome: 'left alone' };
  const kept = ownership === 'ours' ? undefined : `${path}.orig`;
  if (kept !== undefined) await copyFile(target, join(directory, kept));
  await writeFile(target, text);
  return { path, outcome: 'upgraded', ...(kept !== undefined && { kept }) };
}
