import { ERROR_BODY_TRAILER, type HttpResponse, PRELUDE_CONTENT_TYPE, PRELUDE_DELIMITER } from '@alr/writer';
import type { DescribedError } from '../errors/describe-error.ts';

/** The parts of a streamed response. */
export interface StreamedResponse {
  readonly chunks: readonly Buffer[];
  readonly contentType: string;
  readonly httpResponse: HttpResponse | undefined;
  readonly error: DescribedError | undefined;
}

/** Parses the message of a writer: the prelude, the chunks, and the error in the trailers. */
export function parseStream({ contentType, bytes }: { contentType: string; bytes: Buffer }): StreamedResponse {
  const { chunks, trailers } = decodeChunks(bytes);
  const error = parseError(trailers);
  const [first, ...rest] = chunks;
  const end = contentType === PRELUDE_CONTENT_TYPE && first !== undefined ? first.indexOf(PRELUDE_DELIMITER) : -1;
  if (first === undefined || end === -1) return { chunks, contentType, httpResponse: undefined, error };
  const httpResponse = JSON.parse(first.toString('utf8', 0, end)) as HttpResponse;
  // A first write can share a chunk with the prelude.
  const payload = first.subarray(end + PRELUDE_DELIMITER.length);
  return { chunks: payload.length === 0 ? rest : [payload, ...rest], contentType, httpResponse, error };
}

function parseError(trailers: string): DescribedError | undefined {
  const [, encoded] = new RegExp(`^${ERROR_BODY_TRAILER}: (.+)$`, 'im').exec(trailers) ?? [];
  if (encoded === undefined) return undefined;
  return JSON.parse(Buffer.from(encoded, 'base64').toString()) as DescribedError;
}

/** Decodes HTTP/1.1's chunked coding, in the form in which the writer encodes it. */
function decodeChunks(bytes: Buffer): { chunks: Buffer[]; trailers: string } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
    const start = lineEnd + 2;
    if (!(size > 0)) return { chunks, trailers: bytes.toString('latin1', start) };
    chunks.push(bytes.subarray(start, start + size));
    position = start + size + 2;
  }
}
