import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { type HttpResponse, Writer } from './index.ts';

describe('setHttpResponse', () => {
  it('sends the head as JSON and eight NULs before the payload, together with the first chunk', async () => {
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

  it('sends the head without a payload when nothing is written', async () => {
    expect(await sent({ statusCode: 204 })).toEqual({
      head: { statusCode: 204, headers: {}, cookies: [] },
      payload: '',
    });
  });

  it('means 200, no headers, no cookies where it says nothing', async () => {
    expect(await sent({})).toMatchObject({ head: { statusCode: 200, headers: {}, cookies: [] } });
  });

  it('sends the last response that was set, as it was when it was set', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    const headers = { etag: 'old' };
    writer.setHttpResponse({ statusCode: 500 });
    writer.setHttpResponse({ headers });
    headers.etag = 'new';
    await writer.close();
    expect(headOf(sink)).toMatchObject({ statusCode: 200, headers: { etag: 'old' } });
  });

  it('makes text of a number, and leaves out a header that is undefined', async () => {
    const { head } = await sent({ headers: { 'content-length': 12, etag: undefined } });
    expect(head).toMatchObject({ headers: { 'content-length': '12' } });
    expect(head.headers).not.toHaveProperty('etag');
  });

  it('sends headers that have several values', async () => {
    const { head } = await sent({ multiValueHeaders: { link: ['<a>', '<b>'] } });
    expect(head).toMatchObject({ multiValueHeaders: { link: ['<a>', '<b>'] } });
  });

  it('is filled in with the content type that was set', async () => {
    const { head } = await sent({ headers: { etag: '1' } }, 'text/html');
    expect(head.headers).toEqual({ etag: '1', 'content-type': 'text/html' });
  });

  it.each<HttpResponse>([
    { headers: { 'Content-Type': 'text/plain' } },
    { multiValueHeaders: { 'CONTENT-TYPE': ['text/plain'] } },
  ])('keeps a content type of its own: %o', async (response) => {
    const { head } = await sent(response, 'text/html');
    expect(JSON.stringify(head)).not.toContain('text/html');
  });

  it('gives a reader just what was set, whatever the values', async () => {
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

  it('refuses every value and name that has a line break, a NUL or what is not Latin-1', () => {
    const unfit = fc
      .tuple(fc.string(), fc.constantFrom('\r', '\n', '\0', '\x7f', '€'), fc.string())
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(unfit, (text) => {
        expectRefusal({ headers: { etag: text } });
        expectRefusal({ headers: { [text]: '1' } });
        expectRefusal({ multiValueHeaders: { etag: ['1', text] } });
        expectRefusal({ cookies: [`a=${text}`] });
      }),
    );
  });

  // The casts: what callers without types may pass.
  it.each<[string, HttpResponse]>([
    ['The status code', { statusCode: 0 }],
    ['The status code', { statusCode: 199 }],
    ['The status code', { statusCode: 600 }],
    ['The status code', { statusCode: 200.5 }],
    ['The status code', { statusCode: Number.NaN }],
    ['The status code', { statusCode: '200' as unknown as number }],
    ['No header', { headers: { '': '1' } }],
    ['No header', { headers: { 'a b': '1' } }],
    ['No header', { headers: { 'a:': '1' } }],
    ['The header etag', { headers: { etag: null as unknown as string } }],
    ['The header etag', { headers: { etag: ['1'] as unknown as string } }],
    ['The header etag', { multiValueHeaders: { etag: '1' as unknown as string[] } }],
    ['A cookie', { cookies: [''] }],
    ['A cookie', { cookies: ['=value'] }],
    ['A cookie', { cookies: ['two words=1'] }],
    ['A cookie', { cookies: 'a=1' as unknown as string[] }],
  ])('says which part cannot be sent: %s of %o', (part, response) => {
    expectRefusal(response, part);
  });

  it('leaves the writer usable when it is refused', async () => {
    const sink = new ArraySink();
    const writer = new Writer(sink);
    expect(() => writer.setHttpResponse({ statusCode: 0 })).toThrow();
    writer.setHttpResponse({ statusCode: 500 });
    await writer.close();
    expect(headOf(sink)).toMatchObject({ statusCode: 500 });
  });

  it('is refused after the first write', async () => {
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

function expectRefusal(response: HttpResponse, part = ''): void {
  const message = expect.stringMatching(`^${part}`);
  expect(() => new Writer(new ArraySink()).setHttpResponse(response)).toThrow(
    expect.objectContaining({ name: 'InvalidResponseHeadError', message }),
  );
}
