import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../terminal/expected-error.ts';
import { explainFileError } from '../terminal/file-error.ts';

/** The payload is not JSON. */
export class PayloadError extends ExpectedError {
  override get name(): string {
    return 'PayloadError';
  }
}

/**
 * Reads the event to send.
 *
 * @param source JSON, `@FILE`, or `-` for standard input; by default, what is piped in, or `{}` if there is nothing
 * @throws {PayloadError} the event is not JSON
 * @throws {FileError} the file cannot be read
 */
export async function readPayload(source: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  const payload = await read(source, stdin);
  try {
    JSON.parse(payload);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PayloadError(
      `the payload is not JSON: ${reason}; write @FILE to read it from a file, or - for standard input`,
    );
  }
  return payload;
}

async function read(source: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  if (source === undefined) return stdin.isTTY ? '{}' : (await text(stdin)).trim() || '{}';
  if (source === '-') return text(stdin);
  if (!source.startsWith('@')) return source;
  try {
    return await readFile(source.slice(1), 'utf8');
  } catch (error) {
    throw explainFileError(error, 'read', source.slice(1));
  }
}
