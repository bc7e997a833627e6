import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFunctionError, functionErrorJson } from './function-error-text.ts';

const describeError = (error: unknown) => describeFunctionError(JSON.stringify(error), new PassThrough());
const errorOf = (errorType: string, errorMessage: string, more: object = {}) => ({ errorType, errorMessage, ...more });

describe('describeFunctionError', () => {
  it.each([
    [errorOf('string', 'no', { trace: [] }), 'it threw a string instead of an Error: no'],
    [errorOf('number', '42'), 'it threw a number instead of an Error: 42'],
    [errorOf('undefined', 'undefined'), 'it threw undefined instead of an Error'],
    [errorOf('null', 'null'), 'it threw null instead of an Error'],
    [errorOf('Error', ''), 'Error'],
    [errorOf('TypeError', 'RequestId: 4711 Error: no'), 'TypeError: no'],
    ['no JSON of an error', '"no JSON of an error"'],
  ])('says what was thrown: %j', (error, text) => {
    expect(describeError(error)).toBe(text);
  });

  it('only names an error whose stack is in the log that has been printed', () => {
    const error = errorOf('Error', 'no\ndatabase', { stackTrace: ['at f (/app/none.ts:1:2)'] });
    const text = (log: string) => describeFunctionError(JSON.stringify(error), new PassThrough(), log);
    expect(text('1\tERROR\tfailed: Error: no\rdatabase\r    at f')).toBe('Error: no\ndatabase');
    expect(text('something else')).toContain('at f');
  });

  it('names an unhandled rejection once, with the stack of the reason', () => {
    const stackTrace = ['at f (/app/none.ts:1:2)'];
    const cause = errorOf('Error', 'no database', { stackTrace });
    const error = errorOf('Runtime.UnhandledPromiseRejection', 'Error: no database', {
      stackTrace: ['at process.emit (node:events:1:2)'],
      cause,
    });
    expect(describeError(error)).toBe(
      `Runtime.UnhandledPromiseRejection: Error: no database\n    at f (${join('/app/none.ts')}:1:2)`,
    );
  });

  it('shortens a message that would fill the terminal', () => {
    const long = describeError(errorOf('Error', 'x'.repeat(300_000)));
    expect(long.length).toBeLessThan(6_000);
    expect(long).toMatch(/x… \(300000 characters, which --json prints\)$/);
    expect(describeError(errorOf('Error', 'x\n'.repeat(10_000))).split('\n').length).toBeLessThan(60);
  });

  it('has no control characters, whatever the error contains', () => {
    const hostile = fc.string({ unit: fc.constantFrom('\x1b', '[2J', ']0;t\x07', '\x9b', '\r', '\b', 'a', '\n') });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 5, maxLength: 5 }), ([type, message, frame, cause, other]) => {
        const text = describeError({
          errorType: type,
          errorMessage: message,
          stackTrace: [`at ${frame} (/app/x.ts:1:1)`, '    at x', String(frame)],
          cause: errorOf(String(cause), String(cause), { stack: [String(other), `  at ${other}`] }),
          errors: [other],
        });
        expect(text).not.toMatch(/(?![\n\t])\p{Cc}/u);
      }),
    );
  });
});

describe('functionErrorJson', () => {
  it('has no names of minified functions', () => {
    const frames = [
      'at Object.plain (file:///app/src/app.ts:10:24)',
      'at async Je (/app/node_modules/@alr/runtime/src/invocation/current-invocation.ts:34:16)',
      'at file:///app/node_modules/@alr/runtime/dist/alr-bootstrap.js:3:1234',
      'at node:internal/main:4:5',
    ];
    const named = errorOf('Error', 'no', { stackTrace: frames, cause: errorOf('Error', 'why', { trace: frames }) });
    const expected = [
      frames[0],
      'at /app/node_modules/@alr/runtime/src/invocation/current-invocation.ts:34:16',
      frames[2],
      frames[3],
    ];
    expect(functionErrorJson(JSON.stringify(named))).toEqual({
      ...named,
      stackTrace: expected,
      cause: errorOf('Error', 'why', { trace: expected }),
    });
  });

  it.each([
    ['"a text"', 'a text'],
    ['no JSON', 'no JSON'],
    ['', ''],
    ['null', null],
  ])('is what the function has sent, if that is no error: %s', (json, value) => {
    expect(functionErrorJson(json)).toEqual(value);
  });
});
