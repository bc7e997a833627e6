import { ExpectedError } from '../expected-error.ts';

/** A file or the standard input is not text in an encoding that can be recognized. */
export class EncodingError extends ExpectedError {
  override get name(): string {
    return 'EncodingError';
  }
}

/**
 * Decodes the bytes of a text in UTF-8 or UTF-16, and removes its byte order mark. PowerShell and other programs on
 * Windows write UTF-16, or UTF-8 with a mark.
 *
 * @param name the file in the error message
 * @throws {EncodingError} the bytes are in another encoding: decoded anyway, some characters would be replaced
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new EncodingError(`${name} is not text in UTF-8 or UTF-16: save it in UTF-8`, { cause: error });
  }
}

/** The encoding by the byte order mark, or else by which byte of the first character is zero, if one is. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'utf-16be';
  return 'utf-8';
}
