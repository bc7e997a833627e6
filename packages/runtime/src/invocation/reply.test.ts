import { Readable } from 'node:stream';
import { Writer } from '@alr/writer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonReply, type Reply, replyOf } from './reply.ts';

/** What a streamed reply writes. */
async function contentOf(reply: Reply): Promise<string> {
  if (reply.kind !== 'stream') throw new Error(`a reply of kind ${reply.kind} has no stream`);
  const sent: Uint8Array[] = [];
  const writer = new Writer({ start() {}, write: (parts) => void sent.push(...parts), end: async () => {} });
  await reply.produce(writer);
  await writer.close();
  return Buffer.concat(sent)
    .toString()
    .replace(/[0-9a-f]+\r\n(.*)\r\n/g, '$1');
}

async function* generate(...chunks: unknown[]) {
  yield* chunks;
}

describe('what a class’s handler returns', () => {
  it('is the response as it is, where it is a string', () => {
    expect(replyOf('{"a": 1}')).toEqual({ kind: 'text', body: '{"a": 1}' });
    expect(replyOf('')).toEqual({ kind: 'text', body: '' });
  });

  it('is null, where it is nothing', () => {
    expect(replyOf(undefined)).toEqual({ kind: 'text', body: 'null' });
  });

  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['an array', [1, 'b'], '[1,"b"]'],
    ['null', null, 'null'],
    ['a number', 0, '0'],
    ['a boolean', false, 'false'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['what has JSON of its own', { toJSON: () => 'mine' }, '"mine"'],
  ])('is its JSON, where it is %s', (_what, result, body) => {
    expect(replyOf(result)).toEqual({ kind: 'text', body });
  });

  it('streams, where it is a function', () => {
    const produce = () => {};
    expect(replyOf(produce)).toEqual({ kind: 'stream', produce });
  });

  it.each([
    ['a web stream', () => new Response('all of it').body],
    ['a Node stream', () => Readable.from([Buffer.from('all '), 'of it'])],
    ['an async generator', () => generate('all ', Buffer.from('of it'))],
  ])('streams what it gives, where it is %s', async (_what, result) => {
    expect(await contentOf(replyOf(result()))).toContain('all ');
  });

  it('fails its stream where that gives anything but strings and bytes', async () => {
    const reply = replyOf(generate('fine', { not: 'fine' }));
    await expect(contentOf(reply)).rejects.toThrow("strings and bytes, but the handler's stream gave a object");
  });
});

describe('what a plain function returns', () => {
  it('is its JSON, a string too', () => {
    expect(jsonReply('text')).toEqual({ kind: 'text', body: '"text"' });
    expect(jsonReply(undefined)).toEqual({ kind: 'text', body: 'null' });
  });
});

describe('a result without JSON', () => {
  const circle: { self?: object } = {};
  circle.self = circle;

  it.each([
    ['a BigInt', { big: 1n }],
    ['a cycle', circle],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('mine');
        },
      },
    ],
    [
      'a toJSON that throws no error',
      {
        toJSON: () => {
          throw 'mine';
        },
      },
    ],
    ['a symbol', Symbol('no')],
    ['a toJSON that gives nothing', { toJSON: () => undefined }],
  ])('fails the invocation: %s', (_what, result) => {
    expect(() => replyOf(result)).toThrow(
      expect.objectContaining({
        name: 'Runtime.JSONStringifyError',
        message: expect.stringContaining("what the handler returned can't be turned into JSON: "),
      }),
    );
  });

  it('fails that of a plain function where it is a function', () => {
    expect(() => jsonReply(() => 1)).toThrow(expect.objectContaining({ name: 'Runtime.JSONStringifyError' }));
  });

  it('is told apart from any result that has some', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonReply(value)).toEqual({ kind: 'text', body: JSON.stringify(value) });
      }),
    );
  });
});
