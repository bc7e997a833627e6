import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordLines } from './log-record.ts';

const head = { timestamp: '2026-11-23T08:00:00.000Z', level: 'INFO', requestId: 'id-1' };

describe('recordLines', () => {
  it('keeps text unchanged', () => {
    expect(recordLines('2026-11-23T08:00:00.000Z\tid-1\tINFO\thello')).toEqual([
      '2026-11-23T08:00:00.000Z\tid-1\tINFO\thello',
    ]);
  });

  it('splits a text record at its carriage returns', () => {
    expect(recordLines('TypeError: no\r    at f\r    at g')).toEqual(['TypeError: no', '    at f', '    at g']);
  });

  it('takes a carriage return at the end for a part of the line end', () => {
    expect(recordLines('hello\r')).toEqual(['hello']);
  });

  it('turns a JSON record into text, with the other fields at the end', () => {
    expect(recordLines(JSON.stringify({ ...head, message: 'paid', order: 7 }))).toEqual([
      '2026-11-23T08:00:00.000Z\tid-1\tINFO\tpaid {"order":7}',
    ]);
  });

  it('shows a message that is an object as JSON', () => {
    expect(recordLines(JSON.stringify({ ...head, message: { order: 7 } }))).toEqual([
      '2026-11-23T08:00:00.000Z\tid-1\tINFO\t{"order":7}',
    ]);
  });

  it('shows an error with its stack', () => {
    const error = { errorType: 'TypeError', errorMessage: 'no', stackTrace: ['at f', 'at g'] };
    expect(recordLines(JSON.stringify({ ...head, message: 'it failed', ...error }))).toEqual([
      '2026-11-23T08:00:00.000Z\tid-1\tINFO\tit failed TypeError: no',
      '    at f',
      '    at g',
    ]);
    const [first] = recordLines(JSON.stringify({ ...head, message: 'it failed: TypeError: no', ...error }));
    expect(first).toMatch(/\tit failed: TypeError: no$/);
    expect(recordLines(JSON.stringify({ ...head, message: error }))).toEqual([
      expect.stringMatching(/\tTypeError: no$/),
      '    at f',
      '    at g',
    ]);
  });

  it('shows the causes of an error', () => {
    const cause = { errorType: 'Error', errorMessage: 'no database', stackTrace: ['at h'], cause: 'no network' };
    expect(recordLines(JSON.stringify({ ...head, message: 'failed', stackTrace: ['at f'], cause })).slice(1)).toEqual([
      '    at f',
      '  [cause]: Error: no database',
      '      at h',
      '    [cause]: "no network"',
    ]);
  });

  it.each([
    ['errorType', 'none'],
    ['errorMessage', 'a message'],
    ['errorMessage', { text: 'a message' }],
    ['stackTrace', 'a text'],
    ['stackTrace', [{ line: 1 }]],
    ['cause', { reason: 'none' }],
  ])("keeps the user's own field %s %j", (name, value) => {
    expect(recordLines(JSON.stringify({ ...head, message: 'paid', [name]: value }))).toEqual([
      `2026-11-23T08:00:00.000Z\tid-1\tINFO\tpaid ${JSON.stringify({ [name]: value })}`,
    ]);
  });

  it('keeps a cause and a message that only resemble an error', () => {
    const record = { ...head, message: 'failed', errorType: 'Error', errorMessage: 'no', cause: { errorType: 7 } };
    expect(recordLines(JSON.stringify(record)).slice(1)).toEqual(['  [cause]: {"errorType":7}']);
    expect(recordLines(JSON.stringify({ ...head, message: { errorMessage: 'no' } }))).toEqual([
      '2026-11-23T08:00:00.000Z\tid-1\tINFO\t{"errorMessage":"no"}',
    ]);
  });

  it('keeps other JSON unchanged', () => {
    expect(recordLines('{"a":1}')).toEqual(['{"a":1}']);
    expect(recordLines('{"message":')).toEqual(['{"message":']);
  });

  it('accepts any JSON and any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((o) => JSON.stringify({ ...head, message: o })),
        ),
        (line) => {
          expect(recordLines(line).join('')).toEqual(expect.any(String));
        },
      ),
    );
  });
});
