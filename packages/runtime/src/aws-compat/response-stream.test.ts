import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoke } from '../testing.ts';
import { type HttpMetadata, HttpResponseStream, type ResponseStream, streamifyResponse } from './awslambda.ts';

/** Runs a streaming handler, and returns what it has sent. */
async function sentBy(write: (stream: ResponseStream) => unknown) {
  const result = await invoke(
    streamifyResponse(async (_event: unknown, stream: ResponseStream) => {
      await write(stream);
    }),
    {},
  );
  return { ...result, text: Buffer.concat(result.chunks).toString() };
}

describe('the metadata of an HTTP response', () => {
  it('is sent as its JSON, whatever its members are', async () => {
    const metadata = fc.record(
      {
        statusCode: fc.oneof(fc.integer(), fc.constantFrom('201', '404')),
        headers: fc.option(
          fc.dictionary(
            fc.stringMatching(/^[a-z-]{1,8}$/),
            fc.oneof(fc.boolean(), fc.integer(), fc.stringMatching(/^\w*$/)),
          ),
        ),
        cookies: fc.option(fc.array(fc.stringMatching(/^\w+=\w*$/))),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(metadata, async (value) => {
        const given = value as HttpMetadata;
        const { httpResponse, contentType, text } = await sentBy((s) =>
          HttpResponseStream.from(s, given).end('payload'),
        );
        expect(httpResponse).toEqual(JSON.parse(JSON.stringify(given)));
        expect([contentType, text]).toEqual(['application/vnd.awslambda.http-integration-response', 'payload']);
      }),
      { numRuns: 30 },
    );
  });

  it.each([undefined, null])('may be %s', async (metadata) => {
    expect(await sentBy((s) => HttpResponseStream.from(s, metadata).end('payload'))).toMatchObject({
      httpResponse: {},
      text: 'payload',
    });
  });

  it('is sent without a payload too', async () => {
    expect(await sentBy((stream) => HttpResponseStream.from(stream, { statusCode: 204 }).end())).toMatchObject({
      httpResponse: { statusCode: 204 },
      chunks: [],
    });
  });

  it('gets the content type that is set before or after it, unless it has one', async () => {
    const before = await sentBy((stream) => {
      stream.setContentType('text/html');
      HttpResponseStream.from(stream, { statusCode: 200 }).end('<p>');
    });
    const after = await sentBy((stream) => {
      HttpResponseStream.from(stream, { headers: { a: 1 } }).setContentType('text/html');
      stream.end('<p>');
    });
    const own = await sentBy((stream) => {
      HttpResponseStream.from(stream, { headers: { 'Content-Type': 'text/csv' } }).setContentType('text/html');
      stream.end('1,2');
    });
    expect([before, after, own].map(({ httpResponse }) => httpResponse?.headers)).toEqual([
      { 'content-type': 'text/html' },
      { a: 1, 'content-type': 'text/html' },
      { 'Content-Type': 'text/csv' },
    ]);
  });

  it.each([
    ['a header', { headers: { location: '/\r\nset-cookie: a=b' } }],
    ['a repeated header', { multiValueHeaders: { a: ['b', 'c\nd'] } }],
    ['the name of a header', { headers: { 'a\r\nb': 'c' } }],
    ['a cookie', { cookies: ['a=b\r\nc: d'] }],
  ])('is rejected if %s has a line break', async (_name, metadata) => {
    const { error } = await sentBy((stream) => HttpResponseStream.from(stream, metadata).end());
    expect(error).toMatchObject({ errorType: 'Runtime.InvalidStreamingOperation' });
    expect(error?.errorMessage).toContain('has a line break');
  });

  it('must come before the first write', async () => {
    const { error } = await sentBy((stream) => {
      stream.write('early');
      HttpResponseStream.from(stream, { statusCode: 200 });
    });
    expect(error?.errorMessage).toBe('HttpResponseStream.from must come before the first write');
  });
});

describe('_onBeforeFirstWrite', () => {
  it('is called once, and writes in front of the first write', async () => {
    let calls = 0;
    const { text } = await sentBy((stream) => {
      stream._onBeforeFirstWrite = (write) => {
        calls += 1;
        write('head ');
        write(Buffer.from('and '));
      };
      stream.write('one ');
      stream.end('two');
    });
    expect([text, calls]).toEqual(['head and one two', 1]);
  });
});

describe('an object', () => {
  it('is written as JSON', async () => {
    const { text } = await sentBy((stream) => {
      for (const chunk of [{ a: 1 }, [1, 2], 7, true]) stream.write(chunk);
      stream.end({ last: true });
    });
    expect(text).toBe('{"a":1}[1,2]7true{"last":true}');
  });

  it('may come from a pipeline', async () => {
    const { text } = await sentBy((stream) => pipeline(Readable.from([{ a: 1 }, 'text', Buffer.from('!')]), stream));
    expect(text).toBe('{"a":1}text!');
  });

  it.each([null, undefined, () => {}])('is none of %s, which fails the stream', async (chunk) => {
    const { error } = await sentBy((stream) => stream.write(chunk));
    expect(error).toMatchObject({ errorType: 'TypeError' });
  });
});
