import { getSystemErrorMap } from 'node:util';
import { ExpectedError } from './expected-error.ts';

/** A file can't be read or written: a directory lies in its place, it isn't ours to write, the disk is full. */
export class FileError extends ExpectedError {
  override get name(): string {
    return 'FileError';
  }
}

/** What `node:fs` has thrown as an error that says which file it is about; anything else as it is. */
export function explainFileError(error: unknown, action: 'read' | 'write', path: string): unknown {
  const { errno } = error as NodeJS.ErrnoException;
  const [, reason] = (errno !== undefined && getSystemErrorMap().get(errno)) || [];
  return reason === undefined ? error : new FileError(`can't ${action} ${path}: ${reason}`, { cause: error });
}
