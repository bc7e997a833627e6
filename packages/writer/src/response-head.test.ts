import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { type HttpResponse, Writer } from './index.ts';

describe('setHttpResponse', () => {
  it('sends the head as JSON and eight NUL bytes before the payload, together with the first chunk', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    writer.setHttpResponse({ statusCode: 201, headers: { etag: '"1"' }, cookies: ['a=1; Secure'] });
    await writer.write('payload');
    expect(sink.starts).toEqual(['application/vnd.awslambda.http-integration-response']);
    expect(sink.writes).toHaveLength(1);
    await writer.close();
    expect(decodeMessage(sink.bytes).payload.toString()).toBe(
      '{"statusCode":201,"headers":{"etag":"\\"1\\""},"cookies":["a=1; Secure"]}\0\0\0\0\0\0\0\0payload',
    );
  });

  it('sends the head without a payload if nothing is written', async () => {
    expect(await sent({ statusCode: 204 })).toEqual({
      head: { statusCode: 204, headers: {}, cookies: [] },
      payload: '',
    });
  });

  it('defaults to 200, no headers and no cookies', async () => {
    expect(await sent({})).toMatchObject({ head: { statusCode: 200, headers: {}, cookies: [] } });
  });

  it('sends the last response that was set, unaffected by later changes to it', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    const headers = { etag: 'old' };
    writer.setHttpResponse({ statusCode: 500 });
    writer.setHttpResponse({ headers });
    headers.etag = 'new';
    await writer.close();
    expect(headOf(sink)).toMatchObject({ statusCode: 200, headers: { etag: 'old' } });
  });

  it('converts a number to text, and leaves out a header that is undefined', async () => {
    const { head } = await sent({ headers: { 'content-length': 12, etag: undefined } });
    expect(head).toMatchObject({ headers: { 'content-length': '12' } });
    expect(head.headers).not.toHaveProperty('etag');
  });

  it('sends headers with several values', async () => {
    const { head } = await sent({ multiValueHeaders: { link: ['<a>', '<b>'] } });
    expect(head).toMatchObject({ multiValueHeaders: { link: ['<a>', '<b>'] } });
  });

  it('adds the content type that was set', async () => {
    const { head } = await sent({ headers: { etag: '1' } }, 'text/html');
    expect(head.headers).toEqual({ etag: '1', 'content-type': 'text/html' });
  });

  it.each<HttpResponse>([
    { headers: { 'Content-Type': 'text/plain' } },
    { multiValueHeaders: { 'CONTENT-TYPE': ['text/plain'] } },
  ])('keeps the content type of its headers: %o', async (response) => {
    const { head } = await sent(response, 'text/html');
    expect(JSON.stringify(head)).not.toContain('text/html');
  });

  it('sends any valid values unchanged', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '"', '\\', 'é', ';', ',') });
    const name = fc.stringMatching(/^[\w!#$%&'*+.^`|~-]+$/);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: 599 }),
        fc.dictionary(name, value),
        fc.array(value.map((text) => `name=${text}`)),
        async (statusCode, headers, cookies) => {
          expect((await sent({ statusCode, headers, cookies })).head).toEqual({
            statusCode,
            headers: { ...headers },
            cookies,
          });
        },
      ),
    );
  });

  it('rejects values and names with line breaks, NUL, DEL or characters outside Latin-1', () => {
    const invalid = fc
      .tuple(fc.string(), fc.constantFrom('\r', '\n', '\0', '\x7f', '€'), fc.string())
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(invalid, (text) => {
        expectRejection({ headers: { etag: text } });
        expectRejection({ headers: { [text]: '1' } });
        expectRejection({ multiValueHeaders: { etag: ['1', text] } });
        expectRejection({ cookies: [`a=${text}`] });
      }),
    );
  });

  // The casts stand in for a caller without types.
  it.each<[string, HttpResponse]>([
    ['the status code', { statusCode: 0 }],
    ['the status code', { statusCode: 199 }],
    ['the status code', { statusCode: 600 }],
    ['the status code', { statusCode: 200.5 }],
    ['the status code', { statusCode: Number.NaN }],
    ['the status code', { statusCode: '200' as unknown as number }],
    ['no header', { headers: { '': '1' } }],
    ['no header', { headers: { 'a b': '1' } }],
    ['no header', { headers: { 'a:': '1' } }],
    ['the header etag', { headers: { etag: null as unknown as string } }],
    ['the header etag', { headers: { etag: ['1'] as unknown as string } }],
    ['the header etag', { multiValueHeaders: { etag: '1' as unknown as string[] } }],
    ['a cookie', { cookies: [''] }],
    ['a cookie', { cookies: ['=value'] }],
    ['a cookie', { cookies: ['two words=1'] }],
    ['a cookie', { cookies: 'a=1' as unknown as string[] }],
  ])('names the part that cannot be sent: %s of %o', (part, response) => {
    expectRejection(response, part);
  });

  it('leaves the writer usable after a rejected response', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    expect(() => writer.setHttpResponse({ statusCode: 0 })).toThrow();
    writer.setHttpResponse({ statusCode: 500 });
    await writer.close();
    expect(headOf(sink)).toMatchObject({ statusCode: 500 });
  });

  it('throws after the first write', async () => {
    const writer = new Writer(new ArraySink());
    await writer.write('first');
    expect(() => writer.setHttpResponse({})).toThrow(expect.objectContaining({ name: 'AlreadyStartedError' }));
  });
});

async function sent(response: HttpResponse, contentType?: string) {
  const sink = new ArraySink();
  const writer = new Writer(sink);
  if (contentType !== undefined) writer.setContentType(contentType);
  writer.setHttpResponse(response);
  await writer.close();
  return { head: headOf(sink), payload: decodeMessage(sink.bytes).payload.toString().split('\0'.repeat(8))[1] };
}

function headOf(sink: ArraySink) {
  return JSON.parse(decodeMessage(sink.bytes).payload.toString().split('\0')[0] ?? '');
}

function expectRejection(response: HttpResponse, part = ''): void {
  const message = expect.stringMatching(`^${part}`);
  expect(() => new Writer(new ArraySink()).setHttpResponse(response)).toThrow(
    expect.objectContaining({ name: 'InvalidResponseHeadError', message }),
  );
}
