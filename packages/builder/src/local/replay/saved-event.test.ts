import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../record/compare/exact-json.ts';
import type { ReplayResult } from './replay.ts';
import { parseSavedEvent, savedEvent, updatedEvent } from './saved-event.ts';

const schema = JSON.parse(await readFile(new URL('../../../event.schema.json', import.meta.url), 'utf8'));
const isValid = new Ajv().compile(schema);

const recorded = { function: 'orders', requestId: 'id-1', event: { n: 1 }, response: { ok: true } };

describe('a saved event', () => {
  it('is read as it was written, with large numbers', () => {
    const text = savedEvent({
      ...recorded,
      event: parseExactJson('{"id":12345678901234567890}'),
      clientContext: { a: 1 },
    });
    expect(isValid(JSON.parse(text))).toBe(true);
    expect(parseSavedEvent(text, 'a.json')).toEqual({
      name: 'a.json',
      function: 'orders',
      requestId: 'id-1',
      event: '{"id":12345678901234567890}',
      clientContext: '{"a":1}',
      response: '{"ok":true}',
      ignore: [],
    });
  });

  it('has the error without its stack', () => {
    const error = { errorType: 'TypeError', errorMessage: 'no', stackTrace: ['at x'] };
    const text = savedEvent({ function: 'orders', requestId: 'id-1', event: {}, error });
    expect(isValid(JSON.parse(text))).toBe(true);
    expect(parseSavedEvent(text, 'a.json')).toMatchObject({ error: '{"errorType":"TypeError","errorMessage":"no"}' });
  });

  it.each([
    ['{"n":1}'],
    ['[]'],
    ['"text"'],
    ['null'],
    ['{"event":1}'],
    ['{"event":1,"response":2,"other":3}'],
    ['{"response":1}'],
    ['{"function":"orders"}'],
  ])('is not %s, which is the event itself', (text) => {
    expect(parseSavedEvent(text, 'a.json')).toEqual({ name: 'a.json', event: text });
  });

  it.each([
    ['{"event":', 'a.json is not valid JSON from line 1, column 10 on'],
    ['{"event":1,"response":2,"ignore":["a",1]}', 'a.json: ignore is not a list of texts'],
    ['{"event":1,"response":2,"requestId":3}', 'a.json: requestId is not a text'],
    ['{"event":1,"function":null}', 'a.json: function is not a text'],
  ])('cannot be %s', (text, message) => {
    expect(() => parseSavedEvent(text, 'a.json')).toThrow(message);
  });

  it('keeps everything but the response when it is updated', () => {
    const before = { event: { n: 1 }, response: 1, ignore: ['response.at'] };
    const result: ReplayResult = {
      of: 'a.json',
      function: 'orders',
      id: 2,
      requestId: 'id-2',
      status: 'differs',
      response: { ok: true },
      differences: [],
    };
    const updated = updatedEvent(JSON.stringify(before), 'a.json', result);
    expect(JSON.parse(updated)).toEqual({ ...before, requestId: 'id-2', response: { ok: true } });
    const { response: _, ...failed } = result;
    const error = { errorType: 'E', errorMessage: 'no' };
    expect(JSON.parse(updatedEvent(updated, 'a.json', { ...failed, error }))).toEqual({
      event: { n: 1 },
      ignore: ['response.at'],
      requestId: 'id-2',
      error,
    });
    expect(JSON.parse(updatedEvent('[1]', 'a.json', result))).toMatchObject({ function: 'orders', event: [1] });
  });

  it('survives any event and response', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (event, response) => {
        const [eventText, responseText] = [event, response].map((each) => JSON.stringify(each));
        const text = savedEvent({
          ...recorded,
          event: parseExactJson(eventText ?? ''),
          response: parseExactJson(responseText ?? ''),
        });
        expect(parseSavedEvent(text, 'a.json')).toMatchObject({ event: eventText, response: responseText });
      }),
    );
  });
});
