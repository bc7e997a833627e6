import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ExpectedError } from '../terminal/expected-error.ts';
import { explainFileError } from '../terminal/file-error.ts';
import { decodeText } from '../terminal/text/decode-text.ts';
import { parseJson } from '../terminal/text/parse-json.ts';

/** The payload is not JSON. */
export class PayloadError extends ExpectedError {
  override get name(): string {
    return 'PayloadError';
  }
}

/**
 * Reads the event to send. Files and the standard input may be in UTF-8 or UTF-16, with a byte order mark.
 *
 * @param source JSON, `@FILE`, or `-` for standard input; by default, what is piped in, or `{}` if there is nothing
 * @throws {PayloadError} the event is not JSON
 * @throws {FileError} the file cannot be read
 * @throws {EncodingError} the file or the standard input is not text in UTF-8 or UTF-16
 */
export async function readPayload(source: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  const payload = await read(source, stdin);
  try {
    parseJson(payload);
  } catch (error) {
    // parseJson throws only JsonErrors.
    const { message } = error as Error;
    throw new PayloadError(`the payload is ${message}: write @FILE to read it from a file, or - for standard input`);
  }
  return payload;
}

/**
 * Reads the bytes that an argument stands for: those of `@FILE`, those of the standard input for `-`, or else its own.
 *
 * @throws {FileError} the file cannot be read
 */
export async function readSource(source: string, stdin: NodeJS.ReadStream): Promise<Buffer> {
  if (source === '-') return buffer(stdin);
  if (!source.startsWith('@')) return Buffer.from(source);
  const path = source.slice(1);
  return readFile(path).catch((error: unknown) => {
    throw explainFileError(error, 'read', path);
  });
}

async function read(source: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  if (source === undefined) return stdin.isTTY ? '{}' : (await readText('-', stdin)).trim() || '{}';
  return readText(source, stdin);
}

/** Without a byte order mark, which a shell that inserts the content of a file into the command line keeps, too. */
async function readText(source: string, stdin: NodeJS.ReadStream): Promise<string> {
  const name = source === '-' ? 'the standard input' : source.replace(/^@/, '');
  return decodeText(await readSource(source, stdin), name);
}
