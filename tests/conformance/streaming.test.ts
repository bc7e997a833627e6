import { describe, expect, it } from 'vitest';
import { classHandler, withSignals } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { parsePrelude } from './server/prelude.ts';

/** A class whose handler returns the value of an expression: a streaming function, or a stream. */
const giving = (expression: string): string =>
  withSignals(
    classHandler(`async handler(event) {
      const { Readable } = await import('node:stream');
      return ${expression};
    }`),
  );

describe('a streamed response', () => {
  it('is chunked, and announces the error trailers', async () => {
    await using lambda = await start(giving(`async (writer) => { await writer.write('a'); }`));
    const { id } = lambda.api.next();
    const response = await lambda.api.response();
    expect(response).toMatchObject({ call: 'response', requestId: id, text: 'a', trailers: [] });
    expect(response.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(response.header('transfer-encoding')).toBe('chunked');
    expect(response.header('content-type')).toBe('application/octet-stream');
    expect(response.header('trailer')?.split(/, */)).toEqual([
      'Lambda-Runtime-Function-Error-Type',
      'Lambda-Runtime-Function-Error-Body',
    ]);
  });

  it('is sent chunk by chunk, before the next one is written', async () => {
    await using lambda = await start(
      giving(
        `async (writer) => { for (const text of ['one', 'two']) { await writer.write(text); await signalled(); } }`,
      ),
    );
    lambda.api.next();
    const response = await lambda.api.request('response');
    expect(String(await response.nextChunk())).toBe('one');
    lambda.process.kill('SIGUSR2');
    expect(String(await response.nextChunk())).toBe('two');
    expect(response.isComplete).toBe(false);
    lambda.process.kill('SIGUSR2');
    await response.completed;
  });

  it('counts bytes, not characters', async () => {
    await using lambda = await start(
      giving(`async (writer) => { await writer.write('ä€😀'); await writer.write(new Uint8Array([0, 255])); }`),
    );
    expect((await lambda.invoke()).body).toEqual(Buffer.concat([Buffer.from('ä€😀'), Buffer.from([0, 255])]));
  });

  it('continues after an empty write, which sends nothing', async () => {
    await using lambda = await start(
      giving(`async (writer) => { for (const each of ['a', '', new Uint8Array(0), 'b']) await writer.write(each); }`),
    );
    expect((await lambda.invoke()).chunks.map(String)).toEqual(['a', 'b']);
  });

  it('may be empty', async () => {
    await using lambda = await start(giving('async () => {}'));
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text: '', trailers: [] });
    expect((await lambda.invoke()).header('lambda-runtime-function-response-mode')).toBe('streaming');
  });

  it('sends all writes that are not awaited, in order', async () => {
    await using lambda = await start(giving(`(writer) => { for (let i = 0; i < 100; i += 1) writer.write(i + ' '); }`));
    expect((await lambda.invoke()).text).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(''));
  });

  it('may be closed by the function', async () => {
    await using lambda = await start(giving(`async (writer) => { writer.write('closed'); await writer.close(); }`));
    expect((await lambda.invoke()).text).toBe('closed');
  });

  it.each([
    [
      'a ReadableStream',
      `new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('a')); c.enqueue(new TextEncoder().encode('b')); c.close(); } })`,
    ],
    ['a Readable', `Readable.from(['a', Buffer.from('b')])`],
    ['an async generator', `(async function* () { yield 'a'; yield Buffer.from('b'); })()`],
    ['a function that pipes into the writer', `(writer) => new Blob(['ab']).stream().pipeTo(writer.writable)`],
  ])('may be %s', async (_, expression) => {
    await using lambda = await start(giving(expression));
    const response = await lambda.invoke();
    expect(response.header('lambda-runtime-function-response-mode')).toBe('streaming');
    expect(response.text).toBe('ab');
  });

  it('sends 20 MB unchanged', async () => {
    await using lambda = await start(
      giving(
        `async function* () { for (let i = 0; i < 320; i += 1) yield Buffer.alloc(65_536, i); }()`.replace(
          /^(.*)\(\)$/s,
          '($1)()',
        ),
      ),
    );
    const { body } = await lambda.invoke();
    expect(body).toHaveLength(320 * 65_536);
    expect(Array.from({ length: 320 }, (_, i) => body[i * 65_536])).toEqual(
      Array.from({ length: 320 }, (_, i) => i % 256),
    );
  });

  it('is followed by next only when it is complete', async () => {
    await using lambda = await start(giving(`async (writer) => { await writer.write('first'); await signalled(); }`));
    lambda.api.next();
    const response = await lambda.api.request('response');
    await response.nextChunk();
    expect(lambda.api.all('next')).toHaveLength(1);
    lambda.process.kill('SIGUSR2');
    await response.completed;
    await lambda.api.request('next');
    await lambda.api.request('next');
  });

  it('waits for the reader', async () => {
    await using lambda = await start(
      giving(`async (writer) => {
        let isStuck = false;
        for (let i = 0; i < 4096 && !isStuck; i += 1) {
          isStuck = await Promise.race([writer.write(Buffer.alloc(65_536)), new Promise((resolve) => setTimeout(resolve, 1000, true))]) === true;
        }
        console.error(isStuck ? 'stuck' : 'all taken');
        await signalled();
      }`),
    );
    lambda.api.once('response', (exchange) => exchange.stopReading());
    lambda.api.next();
    expect(await lambda.process.logged(/stuck|all taken/)).toMatch(/stuck/);
  });
});

describe('the head of a streamed response', () => {
  it('has the content type set by the function', async () => {
    await using lambda = await start(
      giving(`async (writer) => { writer.setContentType('text/event-stream'); await writer.write('a'); }`),
    );
    expect((await lambda.invoke()).header('content-type')).toBe('text/event-stream');
  });

  it('becomes a prelude for an HTTP response', async () => {
    await using lambda = await start(
      giving(`async (writer) => {
        writer.setHttpResponse({ statusCode: 404, headers: { 'X-Name': 'value' }, cookies: ['a=b; Secure', 'c=d'] });
        await writer.write('not found');
      }`),
    );
    expect(parsePrelude(await lambda.invoke())).toEqual({
      contentType: 'application/vnd.awslambda.http-integration-response',
      prelude: { statusCode: 404, headers: { 'X-Name': 'value' }, cookies: ['a=b; Secure', 'c=d'] },
      payload: 'not found',
    });
  });

  it('is sent even without a body', async () => {
    await using lambda = await start(giving(`async (writer) => { writer.setHttpResponse({ statusCode: 204 }); }`));
    expect(parsePrelude(await lambda.invoke())).toMatchObject({ prelude: { statusCode: 204 }, payload: '' });
  });

  it.each([
    ['a content type', `writer.setContentType('text/plain\\r\\nX-Injected: 1')`],
    ['a header', `writer.setHttpResponse({ statusCode: 200, headers: { a: 'b\\r\\nX-Injected: 1' } })`],
    ['a cookie', `writer.setHttpResponse({ statusCode: 200, cookies: ['a=b\\nX-Injected: 1'] })`],
  ])('rejects %s with a line end: the invocation fails', async (_, statement) => {
    await using lambda = await start(giving(`async (writer) => { ${statement}; await writer.write('a'); }`));
    const response = await lambda.invoke();
    expect(response.call).toBe('error');
    expect(response.header('x-injected')).toBeUndefined();
  });
});
