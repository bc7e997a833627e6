import { InvalidUrlResponseError, parseUrlPrelude, type UrlResponseHead } from './function-url-response.ts';

/**
 * The content type of a stream that begins with a prelude: the status and headers of an HTTP response, as JSON.
 * `@alr/writer` exports it and the separator, but the builder imports no other package of ours, so `tests/emulator`
 * checks that they are the same.
 */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

const PRELUDE_LIMIT_BYTES = 128 * 1024;
const separator = Buffer.alloc(8);

/**
 * Splits a stream into its prelude and the body. Resolves as soon as the prelude is complete. If it rejects, the caller
 * still has to read the rest of the source.
 *
 * @throws {InvalidUrlResponseError} the prelude is missing or invalid
 */
export async function splitPrelude(
  source: AsyncIterator<Buffer>,
): Promise<{ head: UrlResponseHead; body: AsyncIterable<Buffer> }> {
  let start: Buffer = Buffer.alloc(0);
  let end = -1;
  while (end === -1) {
    const next = await source.next();
    if (next.done) {
      throw new InvalidUrlResponseError('the stream ended before the 8 NUL bytes that terminate its prelude');
    }
    start = Buffer.concat([start, next.value]);
    end = start.indexOf(separator);
    if (end === -1 && start.length > PRELUDE_LIMIT_BYTES) {
      throw new InvalidUrlResponseError(`the stream has no prelude in its first ${PRELUDE_LIMIT_BYTES} bytes`);
    }
  }
  const head = parseUrlPrelude(start.toString('utf8', 0, end));
  return { head, body: concat(start.subarray(end + separator.length), source) };
}

async function* concat(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
