import { describe, expect, it } from 'vitest';
import { parseHttpResponse } from './http-response.ts';

describe('the response to an HTTP request', () => {
  it('has a status, headers and a body', () => {
    const response = { statusCode: 201, headers: { 'Content-Type': 'Text/HTML; charset=utf-8' }, body: '<p>' };
    expect(parseHttpResponse({ ...response, cookies: ['a=1'] })).toEqual({
      statusCode: 201,
      headers: [
        ['Content-Type', 'Text/HTML; charset=utf-8'],
        ['set-cookie', 'a=1'],
      ],
      contentType: 'text/html',
      body: '<p>',
    });
  });

  it('has bytes if the body is in Base64', () => {
    expect(parseHttpResponse({ statusCode: 200, body: '/9g=', isBase64Encoded: true })?.body).toEqual(
      new Uint8Array([0xff, 0xd8]),
    );
  });

  it('can be a stream, with its head before the body', () => {
    const stream = `{"statusCode":404,"headers":{"content-type":"text/plain"}}${'\0'.repeat(8)}none`;
    expect(parseHttpResponse(stream)).toMatchObject({ statusCode: 404, contentType: 'text/plain', body: 'none' });
  });

  it.each([[undefined], ['text'], [null], [{ ok: true }], [{ statusCode: '200', body: '' }], [`{${'\0'.repeat(8)}`]])(
    'is not %j',
    (response) => {
      expect(parseHttpResponse(response)).toBeUndefined();
    },
  );

  it('is found in the bytes of a stream whose body is no text', () => {
    const head = new TextEncoder().encode('{"statusCode":201,"headers":{"Content-Type":"image/png"}}');
    const bytes = Uint8Array.from([...head, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0, 0xd8]);
    expect(parseHttpResponse(bytes)).toMatchObject({
      ...{ statusCode: 201, contentType: 'image/png', body: Uint8Array.from([0xff, 0, 0xd8]) },
    });
    expect(parseHttpResponse(Uint8Array.from([0xff, 0, 0xd8]))).toBeUndefined();
  });
});
