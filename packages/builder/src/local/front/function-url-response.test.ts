import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidUrlResponseError, parseUrlPrelude, parseUrlResponse } from './function-url-response.ts';

describe('parseUrlResponse', () => {
  it('uses any JSON without a statusCode as the body', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const parsed: unknown = JSON.parse(json);
        fc.pre(!(typeof parsed === 'object' && parsed !== null && 'statusCode' in parsed));
        expect(parseUrlResponse(Buffer.from(json))).toEqual({
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(json),
        });
      }),
    );
  });

  it('either returns a valid head or throws an InvalidUrlResponseError', () => {
    const description = fc.record(
      {
        statusCode: fc.oneof(fc.integer(), fc.jsonValue()),
        headers: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
        cookies: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
        body: fc.jsonValue(),
      },
      { requiredKeys: ['statusCode'] },
    );
    fc.assert(
      fc.property(description, (described) => {
        for (const parse of [(json: string) => parseUrlResponse(Buffer.from(json)), parseUrlPrelude]) {
          try {
            const { statusCode, headers } = parse(JSON.stringify(described));
            new Response(null, { status: statusCode });
            new Headers(
              Object.entries(headers).flatMap(([name, value]) =>
                [value].flat().map((single) => [name, `${single}`] as [string, string]),
              ),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidUrlResponseError);
          }
        }
      }),
      {
        examples: [
          [{ statusCode: { toString: '' } }],
          [{ statusCode: [200] }],
          [{ statusCode: 200, headers: { a: { toString: '' } } }],
        ],
      },
    );
  });

  it('drops the headers of the connection', () => {
    const description = {
      statusCode: 200,
      headers: { Connection: 'close', 'Transfer-Encoding': 'chunked', 'Content-Length': '9', 'X-A': 1 },
    };
    expect(parseUrlResponse(Buffer.from(JSON.stringify(description))).headers).toEqual({
      'content-type': 'application/json',
      'x-a': '1',
    });
  });

  it('keeps headers with the names of properties of objects', () => {
    const json = '{"statusCode":200,"headers":{"__proto__":"a","constructor":"b"}}';
    for (const { headers } of [parseUrlResponse(Buffer.from(json)), parseUrlPrelude(json)]) {
      expect(Object.entries(headers)).toEqual(
        expect.arrayContaining([
          ['__proto__', 'a'],
          ['constructor', 'b'],
        ]),
      );
    }
  });
});

describe('headers and cookies that are null', () => {
  it('count as absent', () => {
    const json = JSON.stringify({ statusCode: 204, headers: null, cookies: null });
    expect(parseUrlPrelude(json)).toEqual({ statusCode: 204, headers: {} });
  });
});
