import { UsageError } from '../terminal/expected-error.ts';
import { readSource } from './read-payload.ts';

/** What `alr-builder send` can send at once. Its API takes base64 in JSON, of up to 16 MiB. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads what to send, byte by byte as it is.
 *
 * @param source a text, `@FILE`, or `-` for standard input; by default, what is piped in
 * @throws {UsageError} there is nothing, or it is too large
 * @throws {FileError} the file cannot be read
 */
export async function readContent(source: string | undefined, stdin: NodeJS.ReadStream): Promise<Buffer> {
  if (source === undefined && stdin.isTTY) {
    throw new UsageError('there is nothing to send: write a text, @FILE, or - for standard input');
  }
  const content = await readSource(source ?? '-', stdin);
  if (content.length <= MAX_BYTES) return content;
  throw new UsageError(
    `the content has ${content.length} bytes, but send takes at most ${MAX_BYTES}: use an AWS SDK or "aws s3 cp"`,
  );
}
