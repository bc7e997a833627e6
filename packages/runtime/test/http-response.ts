import fc from 'fast-check';
import type { ApiResponse } from '../src/runtime-api/transport.ts';

/** An encoded HTTP response, and what a parser should read from it. */
export interface HttpResponse {
  readonly bytes: Buffer;
  readonly expected: ApiResponse;
  readonly keepAlive: boolean;
  /** Whether only the end of the connection ends the response. */
  readonly endsByClose: boolean;
}

interface ResponseParts {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly framing: 'sized' | 'chunked' | 'until close';
  /** The sizes of the chunks of a chunked body, in bytes. */
  readonly chunkSizes: readonly number[];
  readonly interim: readonly number[];
  readonly trailers: readonly string[];
}

/** Generates any response that HTTP/1.1 allows, including interim responses before it. */
export function anyResponse(): fc.Arbitrary<HttpResponse> {
  return fc
    .record<ResponseParts>({
      status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
      reason: fc.constantFrom('OK', 'Not so good', ''),
      headers: fc.dictionary(headerName(), headerValue(), { maxKeys: 5 }),
      body: fc.string({ unit: 'grapheme', maxLength: 300 }),
      framing: fc.constantFrom('sized', 'chunked', 'until close'),
      chunkSizes: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }),
      interim: fc.array(fc.constantFrom(100, 102, 103), { maxLength: 2 }),
      trailers: fc.array(headerName(), { maxLength: 2 }),
    })
    .map(encode);
}

/** Splits bytes as a socket might deliver them. */
export function splitAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const cuts = [...positions.map((position) => position % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return cuts.map((cut, i) => bytes.subarray(cuts[i - 1] ?? 0, cut));
}

function headerName(): fc.Arbitrary<string> {
  return fc.stringMatching(/^x-[a-z0-9!#$%&'*+.^_`|~-]{1,10}$/);
}

function headerValue(): fc.Arbitrary<string> {
  return fc.stringMatching(/^([!-~é€]([\t -~é€]{0,20}[!-~é€])?)?$/);
}

function encode({
  status,
  reason,
  headers,
  body,
  framing,
  chunkSizes,
  interim,
  trailers,
}: ResponseParts): HttpResponse {
  const allHeaders = Object.entries({ ...headers, ...framingHeader(framing, body) });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    ...allHeaders.map(([name, value]) => `${titleCase(name)}: ${value}`),
    '',
    '',
  ];
  const interimHeads = interim.map((code) => `HTTP/1.1 ${code} Wait\r\nX-Early: yes\r\n\r\n`);
  const content =
    framing === 'chunked'
      ? Buffer.concat([
          chunked(Buffer.from(body), chunkSizes),
          Buffer.from(trailers.map((name) => `${name}: 1\r\n`).join('')),
          Buffer.from('\r\n'),
        ])
      : Buffer.from(body);
  return {
    bytes: Buffer.concat([Buffer.from(interimHeads.join('') + head.join('\r\n')), content]),
    expected: { status, headers: Object.fromEntries(allHeaders), body },
    keepAlive: framing !== 'until close',
    endsByClose: framing === 'until close',
  };
}

function framingHeader(framing: ResponseParts['framing'], body: string): Record<string, string> {
  if (framing === 'sized') return { 'content-length': String(Buffer.byteLength(body)) };
  return framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : {};
}

function chunked(body: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  for (const size of [...sizes, body.length]) {
    const part = body.subarray(position, position + size);
    if (part.length > 0) parts.push(Buffer.from(`${part.length.toString(16)};ext=1\r\n`), part, Buffer.from('\r\n'));
    position += part.length;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n')]);
}

function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
