import { constants, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { displayName, readIfThere } from '../config/read/read-files.ts';
import { explainFileError } from '../terminal/file-error.ts';
import { ownershipOf } from './ownership.ts';
import type { ProjectFile } from './project-files.ts';

/** What became of a file. */
export interface WrittenFile {
  readonly path: string;
  /** `left out`: a file of the user's that an earlier scaffold has made, and the user has removed. */
  readonly outcome: 'created' | 'upgraded' | 'unchanged' | 'left alone' | 'left out';
  /** Where the text that was replaced is kept, if somebody had changed it. */
  readonly kept?: string;
}

/** How to treat what is there, and what isn't. */
export interface WriteOptions {
  /** Whether there is a scaffold already: then what is missing of the user's files was removed, and stays so. */
  readonly isUpgrade: boolean;
  /** Also replaces files of the tool that somebody has made theirs (a copy is kept), and makes removed files again. */
  readonly force: boolean;
}

/**
 * Writes the files of a project: the user's only where there are none, the tool's wherever they still are the tool's.
 * What somebody has changed is never lost. Yields each file as soon as it is written.
 *
 * @throws FileError
 */
export async function* writeProject(
  directory: string,
  files: readonly ProjectFile[],
  options: WriteOptions,
): AsyncIterable<WrittenFile> {
  for (const file of files) yield await writeOne(directory, file, options);
}

async function writeOne(directory: string, file: ProjectFile, options: WriteOptions): Promise<WrittenFile> {
  const { path, text, owner } = file;
  const target = join(directory, path);
  // A checkout on Windows may have given the lines other ends: that is no change of anybody's.
  const present = (await readIfThere(target))?.replaceAll('\r\n', '\n');
  if (present === undefined) {
    if (owner === 'user' && options.isUpgrade && !options.force) return { path, outcome: 'left out' };
    await write(target, text, 'wx');
    return { path, outcome: 'created' };
  }
  if (present === text) return { path, outcome: 'unchanged' };
  const ownership = ownershipOf(present);
  if (owner === 'user' || (ownership === 'theirs' && !options.force)) return { path, outcome: 'left alone' };
  const kept = ownership === 'ours' ? undefined : await keepCopy(directory, path);
  await write(target, text, 'w');
  return { path, outcome: 'upgraded', ...(kept !== undefined && { kept }) };
}

/** Copies a file beside itself, over no earlier copy, and resolves to the copy's path. */
async function keepCopy(directory: string, path: string): Promise<string> {
  const taken = await readdir(dirname(join(directory, path)));
  let kept = `${path}.orig`;
  for (let number = 2; taken.includes(basename(kept)); number += 1) kept = `${path}.orig.${number}`;
  try {
    await copyFile(join(directory, path), join(directory, kept), constants.COPYFILE_EXCL);
  } catch (error) {
    throw explainFileError(error, 'write', displayName(join(directory, kept)));
  }
  return kept;
}

async function write(target: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag });
  } catch (error) {
    throw explainFileError(error, 'write', displayName(target));
  }
}
