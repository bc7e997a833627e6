import { getSystemErrorMap } from 'node:util';
import { ExpectedError } from './expected-error.ts';

/** A file cannot be read or written: for example, it is a directory, permission is denied, or the disk is full. */
export class FileError extends ExpectedError {
  override get name(): string {
    return 'FileError';
  }
}

/** Converts an error of `node:fs` to one that names the file. Returns any other error unchanged. */
export function explainFileError(error: unknown, action: 'read' | 'write', path: string): unknown {
  const reason = systemErrorReason(error);
  return reason === undefined ? error : new FileError(`cannot ${action} ${path}: ${reason}`, { cause: error });
}

/** The reason for an error of the operating system, such as `no space left on device`; undefined for any other error. */
export function systemErrorReason(error: unknown): string | undefined {
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
}
