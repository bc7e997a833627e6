import { startLocal } from '@alr/builder';
import { invoke } from '@alr/runtime/testing';
import { describe, expect, it } from 'vitest';
import { handler } from './function.ts';
import { Hello } from './hello.ts';
import { Countdown } from './streaming.ts';

const request = (from?: string) => ({ queryStringParameters: from === undefined ? undefined : { from } });

describe('the examples', () => {
  it('hello.ts: says hello, and returns its event', async () => {
    const { reply, logs } = await invoke(Hello, { name: 'Ada' });
    expect(reply).toBe('{"message":"Hello!","input":{"name":"Ada"}}');
    expect(logs).toMatchObject([{ level: 'info', message: expect.stringMatching(/^\d+ ms to say hello$/) }]);
  });

  it('function.ts: converts a temperature', async () => {
    expect((await invoke(handler, { celsius: 20 })).reply).toBe('{"fahrenheit":68}');
  });

  it('function.ts: rejects what is not a number', async () => {
    const { error } = await invoke(handler, { celsius: 'warm' });
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'celsius must be a number, not warm' });
  });

  it.each([
    [undefined, ['3', '2', '1']],
    ['2', ['2', '1']],
  ])('streaming.ts: counts down from %s', async (from, numbers) => {
    const { chunks, httpResponse } = await invoke(Countdown, request(from));
    expect(httpResponse).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(chunks.slice(1).map(String)).toEqual([...numbers, 'Lift-off!'].map((text) => `<p>${text}</p>\n`));
  });

  it('streaming.ts: rejects an invalid start', async () => {
    const { chunks, httpResponse } = await invoke(Countdown, request('many'));
    expect(httpResponse).toMatchObject({ statusCode: 400 });
    expect(chunks.map(String)).toEqual(['from must be a whole number from 1 to 60\n']);
  });

  it.each([
    ['hello.Hello', '{"name":"Ada"}', '{"message":"Hello!","input":{"name":"Ada"}}'],
    ['function.handler', '{"celsius":-40}', '{"fahrenheit":-40}'],
  ])('%s runs on the emulator', async (name, event, reply) => {
    await using local = await startLocal({ handler: name, directory: import.meta.dirname, port: 0 });
    const url = `${local.url}/2015-03-31/functions/example/invocations`;
    const response = await fetch(url, { method: 'POST', body: event });
    expect(await response.text()).toBe(reply);
  });

  it('streaming.Countdown streams its page from the emulator’s function URL', async () => {
    await using local = await startLocal({ handler: 'streaming.Countdown', directory: import.meta.dirname, port: 0 });
    const response = await fetch(`${local.url}/?from=1`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('<p>1</p>\n<p>Lift-off!</p>\n');
  });
});
