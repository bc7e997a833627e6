import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { rejectEarly, rejectWith, resetAfter, respondInPieces } from './behaviours.ts';
import { httpResponse } from './responses.ts';
import { RuntimeApiServer } from './runtime-api-server.ts';

/** A client that sends raw bytes. */
class RawClient {
  readonly socket: Socket;
  received = '';

  constructor(api: RuntimeApiServer) {
    this.socket = connect(Number(api.address.split(':')[1]), '127.0.0.1');
    this.socket.setEncoding('utf8').on('data', (text) => {
      this.received += text;
    });
  }

  get(path: string): void {
    this.socket.write(`GET /2018-06-01${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  }

  post(path: string, body: string): void {
    const head = `POST /2018-06-01${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`;
    this.socket.write(head + body);
  }

  async until(text: string): Promise<string> {
    while (!this.received.includes(text)) await once(this.socket, 'data');
    const received = this.received;
    this.received = '';
    return received;
  }
}

const NEXT = '/runtime/invocation/next';

describe('the Runtime API of the tests', () => {
  it('sends an event as AWS does, and records the response', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.get(NEXT);
    const { id } = api.next({ event: { a: 1 } });
    expect(await client.until('{"a":1}')).toContain(`\r\nLambda-Runtime-Aws-Request-Id: ${id}\r\n`);
    client.post(`/runtime/invocation/${id}/response`, '"done"');
    expect(await client.until('{"status":"OK"}')).toMatch(/^HTTP\/1.1 202 Accepted\r\n/);
    expect(await api.response()).toMatchObject({ call: 'response', requestId: id, text: '"done"' });
    await api.close();
  });

  it('chunks an event of more than 2 KiB, as Go does', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.get(NEXT);
    api.next({ body: 'x'.repeat(2049) });
    expect(await client.until('\r\n0\r\n\r\n')).toContain('\r\nTransfer-Encoding: chunked\r\n\r\n801\r\n');
    await api.close();
  });

  it('handles one request as the test says, and the next one as AWS does', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.get(NEXT);
    const { id } = api.next();
    await client.until('{}');
    api.once('response', rejectWith(413, 'RequestEntityTooLarge'));
    client.post(`/runtime/invocation/${id}/response`, '1');
    expect(await client.until('}')).toMatch(/^HTTP\/1.1 413 [\s\S]*"errorType":"RequestEntityTooLarge"/);
    client.get(NEXT);
    api.next({ event: 'again' });
    await client.until('"again"');
    await api.close();
  });

  it('splits a response where the test says', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    api.once('next', respondInPieces(httpResponse({ body: 'in pieces' }), [1, 5, 60]));
    client.get(NEXT);
    await client.until('in pieces');
    await api.close();
  });

  it('resets a connection', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    api.once('next', resetAfter(Buffer.from('HTTP/1.1 2')));
    client.get(NEXT);
    await expect(once(client.socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await api.close();
  });

  it('rejects a body before it has read it', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.get(NEXT);
    const { id } = api.next();
    await client.until('{}');
    api.once('response', rejectEarly(413, 'RequestEntityTooLarge'));
    client.post(`/runtime/invocation/${id}/response`, 'x'.repeat(20_000_000));
    expect(await client.until('}')).toMatch(/^HTTP\/1.1 413 /);
    client.socket.destroy();
    await api.close();
  });

  it.each([
    ['an unknown call', 'unknown call: GET /2018-06-01/nothing', (client: RawClient) => client.get('/nothing')],
    [
      'a made-up request id',
      'a response to x,',
      (client: RawClient) => client.post('/runtime/invocation/x/response', ''),
    ],
    [
      'a request before the last response',
      'a request before the response',
      (client: RawClient) => {
        client.get(NEXT);
        client.get(NEXT);
      },
    ],
  ])('records %s as a violation', async (_, message, act) => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.socket.on('error', () => {});
    act(client);
    await once(client.socket, 'close');
    await expect(api.close()).rejects.toThrow(message);
  });

  it('records a missing response, and fails a test that waits for it', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.socket.on('error', () => {});
    client.get(NEXT);
    const { id } = api.next();
    await client.until('{}');
    client.get(NEXT);
    await expect(api.response()).rejects.toThrow(`next, but no response to ${id}`);
    await api.close();
  });

  it('records a second response', async () => {
    const api = await RuntimeApiServer.start();
    const client = new RawClient(api);
    client.socket.on('error', () => {});
    client.get(NEXT);
    const { id } = api.next();
    await client.until('{}');
    client.post(`/runtime/invocation/${id}/response`, '');
    await client.until('OK');
    client.post(`/runtime/invocation/${id}/error`, '');
    await once(client.socket, 'close');
    await expect(api.close()).rejects.toThrow(`a second response to ${id}`);
  });
});
