import { Readable } from 'node:stream';
import { Writer } from '@alr/writer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonReply, type Reply, replyOf } from './reply.ts';

/** The text that a streaming reply writes. */
async function contentOf(reply: Reply): Promise<string> {
  if (reply.kind !== 'stream') throw new Error(`the reply is of kind ${reply.kind}, not a stream`);
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

describe('the result of a class’s handler', () => {
  it('is sent unchanged if it is a string', () => {
    expect(replyOf('{"a": 1}')).toEqual({ kind: 'text', body: '{"a": 1}' });
    expect(replyOf('')).toEqual({ kind: 'text', body: '' });
  });

  it('is sent as null if it is undefined', () => {
    expect(replyOf(undefined)).toEqual({ kind: 'text', body: 'null' });
  });

  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['an array', [1, 'b'], '[1,"b"]'],
    ['null', null, 'null'],
    ['a number', 0, '0'],
    ['a boolean', false, 'false'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['an object with toJSON', { toJSON: () => 'mine' }, '"mine"'],
  ])('is sent as JSON if it is %s', (_name, result, body) => {
    expect(replyOf(result)).toEqual({ kind: 'text', body });
  });

  it('is streamed if it is a function', () => {
    const produce = () => {};
    expect(replyOf(produce)).toEqual({ kind: 'stream', produce });
  });

  it.each([
    ['a web stream', () => new Response('all of it').body],
    ['a Node stream', () => Readable.from([Buffer.from('all '), 'of it'])],
    ['an async generator', () => generate('all ', Buffer.from('of it'))],
  ])('is streamed if it is %s', async (_name, result) => {
    expect(await contentOf(replyOf(result()))).toContain('all ');
  });

  it('fails the stream at a chunk that is neither a string nor bytes', async () => {
    const reply = replyOf(generate('fine', { not: 'fine' }));
    await expect(contentOf(reply)).rejects.toThrow("a chunk of the handler's stream is of type object");
  });
});

describe('the result of a plain function', () => {
  it('is sent as JSON, even if it is a string', () => {
    expect(jsonReply('text')).toEqual({ kind: 'text', body: '"text"' });
    expect(jsonReply(undefined)).toEqual({ kind: 'text', body: 'null' });
  });
});

describe('a result that has no JSON', () => {
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
    ['a toJSON that returns undefined', { toJSON: () => undefined }],
  ])('fails the invocation: %s', (_name, result) => {
    expect(() => replyOf(result)).toThrow(
      expect.objectContaining({
        name: 'Runtime.JSONStringifyError',
        message: expect.stringContaining('the result of the handler cannot be converted to JSON: '),
      }),
    );
  });

  it('fails the invocation of a plain function if it is a function', () => {
    expect(() => jsonReply(() => 1)).toThrow(expect.objectContaining({ name: 'Runtime.JSONStringifyError' }));
  });

  it('is the only kind of result that fails', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonReply(value)).toEqual({ kind: 'text', body: JSON.stringify(value) });
      }),
    );
  });
});

describe('a result whose JSON loses its content', () => {
  class Secretive {
    readonly #value = 7;
    get value() {
      return this.#value;
    }
  }

  function warningsOf(result: unknown): string[] {
    const warnings: string[] = [];
    replyOf(result, { warn: (message) => void warnings.push(String(message)) });
    return warnings;
  }

  it.each([
    ['a Map', new Map([[1, 2]]), 'the result of the handler is of the class Map'],
    ['a Set', new Set([1]), 'of the class Set'],
    ['an error', new RangeError('lost'), 'of the class RangeError'],
    ['an error with members', Object.assign(new Error('lost'), { code: 7 }), 'of the class Error'],
    ['a regular expression', /a/, 'of the class RegExp'],
    ['an object with private members', new Secretive(), 'of the class Secretive'],
    [
      'a Map inside',
      { orders: [{ items: new Map() }] },
      'the member "items" of the handler\'s result is of the class Map',
    ],
    ['a promise inside', { late: Promise.resolve() }, 'of the class Promise'],
  ])('is logged: %s', (_name, result, message) => {
    expect(warningsOf(result)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['an empty object', {}],
    ['an object without a prototype', Object.create(null)],
    ['empty objects inside', { a: {}, b: [{}] }],
    ['text that looks like one', '{}'],
    ['an object with members of a class', Object.assign(new Secretive(), { shown: {} })],
    ['a date', new Date(0)],
    ['an object with toJSON', Object.assign(new Map(), { toJSON: () => ({}) })],
  ])('is not logged: %s', (_name, result) => {
    expect(warningsOf(result)).toEqual([]);
  });
});
