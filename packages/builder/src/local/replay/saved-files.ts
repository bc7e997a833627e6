import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { explainFileError } from '../../terminal/file-error.ts';

/** The folder of a project for saved events. */
export const EVENTS_FOLDER = 'events';

/** A file exists, and would be overwritten. */
export class SavedEventExistsError extends ExpectedError {
  override get name(): string {
    return 'SavedEventExistsError';
  }
}

/**
 * Writes a new file to the folder of saved events. Returns its path.
 *
 * @throws {UsageError} the name is not one for a file
 * @throws {SavedEventExistsError} there is a file of this name
 * @throws {FileError} the file cannot be written
 */
export async function writeSavedEvent(directory: string, name: string, content: string): Promise<string> {
  checkSavedName(name);
  const folder = join(directory, EVENTS_FOLDER);
  const path = join(folder, `${name.replace(/\.json$/, '')}.json`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw explainFileError(error, 'write', shownPath(folder));
  }
  try {
    // Another command may save one of this name at the same time.
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw explainFileError(error, 'write', path);
    throw new SavedEventExistsError(`${shownPath(path)} exists: choose another name, or remove the file`);
  }
  return shownPath(path);
}

/** @throws {UsageError} the name is not one for a file */
export function checkSavedName(name: string): void {
  if (/^\w[\w.-]*$/.test(name)) return;
  throw new UsageError(`${JSON.stringify(name)} is not a name for a file: use letters, digits, _, . and -`);
}

/** @throws {FileError} the file cannot be written */
export async function writeText(path: string, content: string): Promise<void> {
  await writeFile(path, content).catch((error: unknown) => {
    throw explainFileError(error, 'write', path);
  });
}

/** A path as the user would write it. */
export function shownPath(path: string): string {
  const relativePath = relative('.', resolve(path));
  return relativePath.startsWith('..') ? path : relativePath;
}
