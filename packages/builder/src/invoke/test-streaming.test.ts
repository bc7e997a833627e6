import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { printStream, type SignableRequest } from './test-streaming.ts';

/** Calls a URL with this listener, and returns the output. The listener may wait for what is printed on stdout. */
async function call(listenerFor: (stdout: PassThrough) => RequestListener, payload?: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const listener = listenerFor(stdout);
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const printed = Promise.all([text(stdout), text(stderr)]);
  const signed: SignableRequest[] = [];
  const sign = async (request: SignableRequest) => {
    signed.push(request);
    return { authorization: 'signed' };
  };
  const url = new URL(`http://127.0.0.1:${port}/path?a=b`);
  const failure = await printStream({ url, payload, sign }, { stdout, stderr }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  stdout.end();
  stderr.end();
  server.close();
  const [out, notes] = await printed;
  return { out, notes, failure, signed };
}

describe('test-streaming', () => {
  it('prints each chunk when it arrives, with the time', async () => {
    const { out, notes, failure } = await call((stdout) => (_request, response) => {
      stdout.once('data', () => response.end('two'));
      response.write('one ');
    });
    expect(out).toBe('one two');
    expect(notes).toMatch(/^\d+ ms: chunk 1, 4 bytes\n\d+ ms: chunk 2, 3 bytes\n200, 2 chunks, 7 bytes in \d+ ms\n$/);
    expect(failure).toBeUndefined();
  });

  it('signs the request', async () => {
    let authorization: string | undefined;
    const { signed } = await call(
      () => (request, response) => {
        authorization = request.headers.authorization;
        response.end();
      },
      '{}',
    );
    expect(signed).toMatchObject([{ method: 'POST', body: '{}' }]);
    expect(authorization).toBe('signed');
  });

  it('fails if the status is an error, and prints the body', async () => {
    const { out, failure } = await call(() => (_request, response) => {
      response.writeHead(502).end('Internal Server Error');
    });
    expect(out).toBe('Internal Server Error');
    expect(failure).toMatch(/\/path\?a=b responded with 502; the body is on stdout$/);
  });

  it('prints a redirect instead of following it with signed headers', async () => {
    const { out, notes, failure } = await call(() => (_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('moved');
    });
    expect(out).toBe('moved');
    expect(notes).toMatch(/\n302, 1 chunks, 5 bytes in \d+ ms\n$/);
    expect(failure).toBeUndefined();
  });

  it('fails if the response is cut off, and prints what has arrived', async () => {
    const { out, failure } = await call((stdout) => (_request, response) => {
      stdout.once('data', () => response.destroy());
      response.write('one ');
    });
    expect(out).toBe('one ');
    expect(failure).toMatch(/^the response of http:\S+\/path\?a=b was cut off after 4 bytes: ./);
  });

  it('names the reason if the URL cannot be reached', async () => {
    const stream = new PassThrough();
    const sent = printStream(
      { url: new URL('http://127.0.0.1:1/'), payload: undefined, sign: async () => ({}) },
      { stdout: stream, stderr: stream },
    );
    await expect(sent).rejects.toThrow('cannot reach http://127.0.0.1:1/: connect ECONNREFUSED 127.0.0.1:1');
  });
});
