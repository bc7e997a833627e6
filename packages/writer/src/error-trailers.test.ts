import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySink } from '../test/array-sink.ts';
import { decodeMessage } from '../test/decode-message.ts';
import { ERROR_TRAILERS, Writer, type WriterOptions } from './index.ts';

describe('the trailers of a failed stream', () => {
  it('are those named in the Trailer header', async () => {
    expect(Object.keys(await trailersOf(new Error('x'))).join(', ')).toBe(ERROR_TRAILERS);
  });

  it('have the description of the error by the owner of the writer', async () => {
    const describeError = (error: unknown) => ({ type: 'Runtime.ExitError', body: JSON.stringify({ reason: error }) });
    expect(await trailersOf('stop, ü', { describeError })).toEqual({
      'Lambda-Runtime-Function-Error-Type': 'Runtime.ExitError',
      'Lambda-Runtime-Function-Error-Body': Buffer.from('{"reason":"stop, ü"}').toString('base64'),
    });
  });

  it('keep an error type that Lambda keeps', async () => {
    class RowMissing extends Error {
      override get name() {
        return 'RowMissing';
      }
    }
    expect(await typeOf(new RowMissing())).toBe('Function.RowMissing');
  });

  it('have the type Function.Unknown for any other type, even one with line breaks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constant('A\r\nX-Injected: 1')), async (name) => {
        const type = await typeOf(Object.assign(new Error('x'), { name }));
        expect(type).toBe(/^[A-Z][a-zA-Z]+$/.test(name) ? `Function.${name}` : 'Function.Unknown');
      }),
    );
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a string', 'stop', 'stop'],
    ['a symbol', Symbol('stop'), 'Symbol(stop)'],
    ['an object', { code: 1 }, '[object Object]'],
  ])('report %s that was thrown', async (_case, thrown, errorMessage) => {
    expect(await bodyOf(thrown)).toEqual({ errorMessage, errorType: 'Error', stackTrace: [] });
  });

  it('fit into the buffer of the reader, however long the error is, and stay JSON', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.nat(20_000).map((length) => '\u0000ü€"'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 100 }), fc.boolean(), async (message, lines, isDescribed) => {
        const error = Object.assign(new Error(message), { stack: [`Error: ${message}`, ...lines].join('\n') });
        const describeError = () => ({
          type: 'Function.Error',
          body: JSON.stringify({ errorType: message, errorMessage: message, trace: lines }),
        });
        const trailers = await trailersOf(error, isDescribed ? { describeError } : {});
        const bytes =
          Object.entries(trailers)
            .map(([name, value]) => `${name}: ${value}\r\n`)
            .join('').length + 2;
        expect(bytes).toBeLessThanOrEqual(4096);
        const body = Buffer.from(trailers['Lambda-Runtime-Function-Error-Body'] ?? '', 'base64').toString();
        expect(JSON.parse(body)).toHaveProperty('errorMessage');
      }),
      { numRuns: 50 },
    );
  });

  it('keep the start of a long message, and the first lines of a long stack', async () => {
    const trace = Array.from({ length: 200 }, (_, i) => `at step${i} (app.js:${i}:1)`);
    const describeError = () => ({
      type: 'Function.Error',
      body: JSON.stringify({ errorType: 'Error', errorMessage: 'm'.repeat(9999), trace }),
    });
    const body = (await trailersOf(0, { describeError }))['Lambda-Runtime-Function-Error-Body'] ?? '';
    const error = JSON.parse(Buffer.from(body, 'base64').toString());
    expect(error.errorMessage).toMatch(/^m{1000}/);
    expect(error.trace.slice(0, 20)).toEqual(trace.slice(0, 20));
  });

  it.each([
    ['has no prototype', Object.create(null)],
    [
      'throws when it is read',
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('unreadable');
        },
      }),
    ],
    ['has a message that is not valid in JSON', Object.assign(new Error(), { message: 1n })],
  ])('report a thrown value that %s', async (_case, thrown) => {
    expect(await bodyOf(thrown)).toMatchObject({ errorMessage: 'A value was thrown that cannot be described' });
  });
});

async function trailersOf(error: unknown, options?: WriterOptions): Promise<Record<string, string>> {
  const sink = new ArraySink();
  const writer = new Writer(sink, options);
  void writer.write('started');
  await writer.abort(error);
  return decodeMessage(sink.bytes).trailers;
}

async function typeOf(error: unknown): Promise<string | undefined> {
  return (await trailersOf(error))['Lambda-Runtime-Function-Error-Type'];
}

async function bodyOf(error: unknown): Promise<unknown> {
  const body = (await trailersOf(error))['Lambda-Runtime-Function-Error-Body'] ?? '';
  return JSON.parse(Buffer.from(body, 'base64').toString());
}
