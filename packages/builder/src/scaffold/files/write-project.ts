import { constants, copyFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { displayPath, readFileIfExists } from '../../config/read/read-files.ts';
import { createFolder } from '../../terminal/create-folder.ts';
import { explainFileError } from '../../terminal/file-error.ts';
import { managedState } from './managed-file.ts';
import type { ProjectFile } from './project-files.ts';

/** What happened to a file. */
export interface WrittenFile {
  readonly path: string;
  /** `kept`: the user's version stays. `skipped`: the user has removed the file since an earlier run. */
  readonly outcome: 'created' | 'upgraded' | 'unchanged' | 'kept' | 'skipped';
  /** The path of a copy of the replaced text, if the user had changed it. */
  readonly backup?: string;
}

/** How to treat files that exist, or that the user has removed. */
export interface WriteOptions {
  /** Whether the project has been scaffolded before. If so, the user has removed what is missing of the user's files. */
  readonly isUpgrade: boolean;
  /** Replaces managed files that the user has taken over (keeping a copy), and restores removed files. */
  readonly force: boolean;
}

/**
 * Writes the files of a project: those of the user only if they do not exist, the managed ones unless the user has
 * taken them over. The user's changes are never lost. Yields each file once it is written.
 *
 * @throws {FileError} a file cannot be read or written
 */
export async function* writeProject(
  directory: string,
  files: readonly ProjectFile[],
  options: WriteOptions,
): AsyncIterable<WrittenFile> {
  for (const file of files) yield await writeOne(directory, file, options);
}

async function writeOne(directory: string, file: ProjectFile, options: WriteOptions): Promise<WrittenFile> {
  const { path, text, isManaged } = file;
  const target = join(directory, path);
  // A checkout on Windows may have converted the line endings, which is not a change by the user.
  const present = (await readFileIfExists(target))?.replaceAll('\r\n', '\n');
  if (present === undefined) {
    if (!isManaged && options.isUpgrade && !options.force) return { path, outcome: 'skipped' };
    await write(target, text, 'wx');
    return { path, outcome: 'created' };
  }
  if (present === text) return { path, outcome: 'unchanged' };
  const state = managedState(present);
  if (!isManaged || (state === 'unmanaged' && !options.force)) return { path, outcome: 'kept' };
  const backup = state === 'unmodified' ? undefined : await backUp(directory, path);
  await write(target, text, 'w');
  return { path, outcome: 'upgraded', ...(backup !== undefined && { backup }) };
}

/** Copies a file to a new name in its folder, without replacing an earlier copy, and resolves to the copy's path. */
async function backUp(directory: string, path: string): Promise<string> {
  const taken = await readdir(dirname(join(directory, path)));
  let backup = `${path}.orig`;
  for (let number = 2; taken.includes(basename(backup)); number += 1) backup = `${path}.orig.${number}`;
  try {
    await copyFile(join(directory, path), join(directory, backup), constants.COPYFILE_EXCL);
  } catch (error) {
    throw explainFileError(error, 'write', displayPath(join(directory, backup)));
  }
  return backup;
}

async function write(target: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    createFolder(dirname(target));
    await writeFile(target, text, { flag });
  } catch (error) {
    throw explainFileError(error, 'write', displayPath(target));
  }
}
