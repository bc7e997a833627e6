import { InvalidUrlResponse, parseUrlPrelude, type UrlResponseHead } from './function-url-response.ts';

/** The content type of a stream that begins with the head of an HTTP response. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

const separator = Buffer.alloc(8);
const PRELUDE_LIMIT = 128 * 1024;

/**
 * Splits such a stream: `head` is what its prelude says, as soon as all of it has come, `body` what follows. Reading
 * on is up to the caller, by `body`, whatever the prelude is.
 *
 * @throws {@link InvalidUrlResponse} where there is no usable prelude; what the source throws passes through
 */
export async function splitPrelude(
  source: AsyncIterator<Buffer>,
): Promise<{ head: UrlResponseHead; body: AsyncIterable<Buffer> }> {
  let start: Buffer = Buffer.alloc(0);
  let end = -1;
  while (end === -1) {
    const next = await source.next();
    if (next.done) throw new InvalidUrlResponse('The stream ended before the 8 NUL bytes that end its prelude.');
    start = Buffer.concat([start, next.value]);
    end = start.indexOf(separator);
    if (end === -1 && start.length > PRELUDE_LIMIT) {
      throw new InvalidUrlResponse(`The stream has no prelude in its first ${PRELUDE_LIMIT} bytes.`);
    }
  }
  const head = parseUrlPrelude(start.toString('utf8', 0, end));
  return { head, body: continueWith(start.subarray(end + separator.length), source) };
}

async function* continueWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
