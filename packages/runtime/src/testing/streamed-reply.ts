import type { HttpResponse } from '@alr/writer';
import type { DescribedError } from '../errors/error-report.ts';

/** What a streamed reply says. */
export interface StreamedReply {
  readonly chunks: readonly Buffer[];
  readonly contentType: string;
  readonly httpResponse: HttpResponse | undefined;
  readonly error: DescribedError | undefined;
}

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const preludeEnd = Buffer.alloc(8);

/** Reads what a writer has sent: its chunks, the prelude before them, and the error in the trailers. */
export function readStream({ contentType, bytes }: { contentType: string; bytes: Buffer }): StreamedReply {
  const { chunks, trailers } = decodeChunks(bytes);
  const encodedError = /^Lambda-Runtime-Function-Error-Body: (.+)$/im.exec(trailers)?.[1];
  const error = encodedError && (JSON.parse(Buffer.from(encodedError, 'base64').toString()) as DescribedError);
  const [first, ...rest] = chunks;
  const end = contentType === PRELUDE_TYPE && first !== undefined ? first.indexOf(preludeEnd) : -1;
  if (first === undefined || end === -1)
    return { chunks, contentType, httpResponse: undefined, error: error || undefined };
  const httpResponse = JSON.parse(first.toString('utf8', 0, end)) as HttpResponse;
  const begun = first.subarray(end + preludeEnd.length);
  return { chunks: begun.length === 0 ? rest : [begun, ...rest], contentType, httpResponse, error: error || undefined };
}

/** HTTP/1.1's chunked coding, as this package's writer makes it. */
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
