import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ExpectedError } from '../terminal/expected-error.ts';
import { explainFileError } from '../terminal/file-error.ts';

/** The payload isn't JSON. */
export class PayloadError extends ExpectedError {
  override get name(): string {
    return 'PayloadError';
  }
}

/**
 * The event to send: JSON as it stands, `@FILE`, or `-` for what is piped in. Where nothing is said, what is piped in
 * if anything is, else `{}`.
 *
 * @throws {@link PayloadError}, FileError
 */
export async function readPayload(source: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  const payload = await read(source, stdin);
  try {
    JSON.parse(payload);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PayloadError(`The payload isn't JSON: ${reason}. A file is named @FILE, - is standard input.`);
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
