import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { Connection } from './connection.ts';
import { ApiConnectionError } from './errors.ts';
import type { ApiRequest, ApiResponse } from './transport.ts';

const getNext: ApiRequest = { method: 'GET', path: '/next', headers: [] };
const postResponse: ApiRequest = {
  method: 'POST',
  path: '/response',
  headers: ['Content-Type', 'text/plain'],
  body: 'ok',
};
const postStream: ApiRequest = { method: 'POST', path: '/response', headers: ['Transfer-Encoding', 'chunked'] };
const headEnd = /\r\n\r\n/;

function chunk(text: string): Uint8Array[] {
  return [Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`)];
}

const lastChunk = [Buffer.from('0\r\n\r\n')];

/** Opens a connection, and completes a request on it. */
async function openConnection(server: ScriptedServer) {
  const connection = new Connection(server.address);
  const response = connection.request(getNext);
  const peer = await server.accept();
  await peer.receive(headEnd);
  peer.respond(200);
  await response;
  return { connection, peer };
}

/** Moves the clock, so that an idle connection may be stale. */
function letConnectionsGetStale(): void {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + 60_000);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a request', () => {
  it('is sent as HTTP/1.1 with its headers and the length of its body in bytes', async () => {
    await using server = await ScriptedServer.start();
    void new Connection(server.address).request({ ...postResponse, body: '€' }).catch(() => {});
    const peer = await server.accept();
    expect(await peer.receive(/€/)).toBe(
      `POST /response HTTP/1.1\r\nHost: 127.0.0.1:${server.address.port}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n€`,
    );
  });

  it('has no length if it has no body', async () => {
    await using server = await ScriptedServer.start();
    void new Connection(server.address).request(getNext).catch(() => {});
    const peer = await server.accept();
    expect(await peer.receive(headEnd)).toBe(`GET /next HTTP/1.1\r\nHost: 127.0.0.1:${server.address.port}\r\n\r\n`);
  });

  it('resolves with the response', async () => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request(getNext);
    const peer = await server.accept();
    peer.respond(403, '{"errorType":"no"}', 'X-Id: 7\r\n');
    expect(await response).toMatchObject({ status: 403, headers: { 'x-id': '7' }, body: '{"errorType":"no"}' });
  });

  it('resolves with a response that ends with the connection', async () => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request(getNext);
    const peer = await server.accept();
    peer.send('HTTP/1.1 200 OK\r\n\r\nuntil the end');
    peer.end();
    expect((await response).body).toBe('until the end');
  });

  it('throws if another request is open', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    void connection.request(getNext).catch(() => {});
    await expect(connection.request(getNext)).rejects.toThrow('already has an open request');
  });
});

describe('the connection', () => {
  it('carries several requests in sequence', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    const response = connection.request(postResponse);
    await peer.receive(/ok$/);
    peer.respond(202);
    expect((await response).status).toBe(202);
    expect(server.connectionCount).toBe(1);
  });

  it.each([
    ['the response has `Connection: close`', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['unexpected bytes follow the response', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore'],
  ])('is given up if %s', async (_what, text) => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const first = connection.request(getNext);
    const peer = await server.accept();
    peer.send(text);
    await first;
    await peer.closed;
    const second = connection.request(getNext);
    (await server.accept()).respond(200, 'second');
    expect((await second).body).toBe('second');
  });

  it('is given up if bytes arrive while no request is open', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    peer.respond(200, 'unexpected');
    await peer.closed;
    const response = connection.request(getNext);
    (await server.accept()).respond(200, 'expected');
    expect((await response).body).toBe('expected');
  });

  it('is opened again if the peer has closed it', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    peer.end();
    await peer.closed;
    const response = connection.request(postResponse);
    (await server.accept()).respond(202);
    expect((await response).status).toBe(202);
  });

  it('is checked before a response if it may be stale, so an unread close loses no response', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    letConnectionsGetStale();
    peer.reset();
    const response = connection.request(postResponse);
    (await server.accept()).respond(202);
    expect((await response).status).toBe(202);
  });

  it('is opened again after close()', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    connection.close();
    await peer.closed;
    const response = connection.request(getNext);
    (await server.accept()).respond(200, 'restored');
    expect((await response).body).toBe('restored');
  });
});

describe('a failure', () => {
  it('is `unreachable` if nothing listens, and names the address', async () => {
    const port = await unusedPort();
    const failure = new Connection({ host: '127.0.0.1', port }).request(getNext);
    await expect(failure).rejects.toThrow(ApiConnectionError);
    await expect(failure).rejects.toMatchObject({
      failure: 'unreachable',
      message: expect.stringContaining(`127.0.0.1:${port} failed`),
    });
  });

  it('names an IPv6 address in brackets', async () => {
    const port = await unusedPort();
    const failure = new Connection({ host: '::1', port }).request(getNext);
    await expect(failure).rejects.toThrow(`[::1]:${port}`);
  });

  it.each([
    ['before the response', '', 'reset', /was lost/],
    ['within a head', 'HTTP/1.1 200 OK\r\nContent-', 'reset', /was lost/],
    ['within a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'reset', /was lost/],
  ])('is `reset` if the peer resets the connection %s', async (_when, sent, failure, message) => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request(getNext);
    const peer = await server.accept();
    await peer.receive(headEnd);
    peer.send(sent);
    peer.reset();
    await expect(response).rejects.toMatchObject({ failure, message: expect.stringMatching(message) });
  });

  it.each([
    ['before the response', '', 'it was closed'],
    ['within the response', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'in the middle of a response'],
  ])('is `reset` if the peer closes the connection %s', async (_when, sent, message) => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request(getNext);
    const peer = await server.accept();
    await peer.receive(headEnd);
    peer.send(sent);
    peer.end();
    await expect(response).rejects.toMatchObject({ failure: 'reset', message: expect.stringContaining(message) });
  });

  it('is `malformed` if the response is not HTTP', async () => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request(getNext);
    (await server.accept()).send('SSH-2.0\r\n\r\n');
    await expect(response).rejects.toMatchObject({ failure: 'malformed' });
  });

  it('is `stalled` if there is no progress within the time limit', async () => {
    await using server = await ScriptedServer.start();
    const response = new Connection(server.address).request({ ...postResponse, stallTimeout: 20 });
    await server.accept();
    await expect(response).rejects.toMatchObject({ failure: 'stalled', message: expect.stringContaining('0.02 s') });
  });

  it('does not occur if a request without a time limit follows one with a limit, and takes longer', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const limited = connection.request({ ...postResponse, stallTimeout: 20 });
    const peer = await server.accept();
    peer.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    await limited;
    const response = connection.request(getNext);
    await new Promise((resolve) => setTimeout(resolve, 60));
    peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect((await response).body).toBe('ok');
  });

  it('is `stalled` for a request with a time limit, even if the connection was idle for longer before', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const limited = { ...postResponse, stallTimeout: 20 };
    const first = connection.request(limited);
    (await server.accept()).send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    await first;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await expect(connection.request(limited)).rejects.toMatchObject({ failure: 'stalled' });
  });

  it('does not prevent the next request', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const lost = connection.request(getNext);
    (await server.accept()).reset();
    await expect(lost).rejects.toThrow();
    const response = connection.request(getNext);
    (await server.accept()).respond(200, 'again');
    expect((await response).body).toBe('again');
  });
});

describe('a stream', () => {
  function open(connection: Connection, request = postStream) {
    const earlyEnd = Promise.withResolvers<ApiResponse | Error>();
    return { stream: connection.stream(request, earlyEnd.resolve), earlyEnd: earlyEnd.promise };
  }

  it('sends its head with the first bytes, and the rest as it is written', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accept();
    expect(await peer.receive(/first/)).toMatch(
      /^POST \/response HTTP\/1\.1\r\nHost: .*\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n$/,
    );
    send(stream, chunk('second'));
    expect(await peer.receive(/second/)).toBe('6\r\nsecond\r\n');
  });

  it('resolves its end with the response, and releases the connection for the next request', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    const { stream } = open(connection);
    send(stream, [...chunk('all'), ...lastChunk]);
    await peer.receive(/0\r\n\r\n/);
    const end = stream.end();
    peer.respond(202);
    expect((await end).status).toBe(202);
    const response = connection.request(getNext);
    await peer.receive(headEnd);
    peer.respond(200, 'next');
    expect((await response).body).toBe('next');
    expect(server.connectionCount).toBe(1);
  });

  it('reports an early response, and rejects later writes', async () => {
    await using server = await ScriptedServer.start();
    const { stream, earlyEnd } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accept();
    peer.respond(413, 'too large');
    expect(await earlyEnd).toMatchObject({ status: 413, body: 'too large' });
    await expect(stream.write(chunk('second'))).rejects.toThrow(ApiConnectionError);
    await peer.closed;
  });

  it('reports a reset in the middle', async () => {
    await using server = await ScriptedServer.start();
    const { stream, earlyEnd } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accept();
    await peer.receive(/first/);
    peer.reset();
    expect(await earlyEnd).toMatchObject({ failure: 'reset' });
  });

  it('rejects its end if the connection is lost after it', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address));
    send(stream, [...chunk('all'), ...lastChunk]);
    const end = stream.end();
    const peer = await server.accept();
    await peer.receive(/all/);
    peer.reset();
    await expect(end).rejects.toMatchObject({ failure: 'reset' });
  });

  it('waits while the peer reads nothing, and continues when it does', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    peer.pause();
    const { stream } = open(connection);
    const { pending } = await fill(stream);
    peer.resume();
    await pending;
  });

  it('is `stalled` if the peer reads nothing within the time limit', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    peer.pause();
    const { stream, earlyEnd } = open(connection, { ...postStream, stallTimeout: 20 });
    const { pending } = await fill(stream);
    expect(await earlyEnd).toMatchObject({ failure: 'stalled' });
    await expect(pending).rejects.toThrow(ApiConnectionError);
  });

  it('rejects its end as `stalled` if no response arrives within the time limit', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address), { ...postStream, stallTimeout: 20 });
    send(stream, [...chunk('all'), ...lastChunk]);
    await expect(stream.end()).rejects.toMatchObject({ failure: 'stalled' });
  });

  it('is never sent over a connection that may be stale, because its first byte should not wait for a check', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await openConnection(server);
    letConnectionsGetStale();
    const { stream } = open(connection);
    send(stream, chunk('first'));
    expect(await (await server.accept()).receive(/first/)).toContain('first');
    await peer.closed;
  });
});

/** Writes without checking the result: the tests look at `earlyEnd` and `end` instead. */
function send(stream: ReturnType<Connection['stream']>, parts: readonly Uint8Array[]): void {
  stream.write(parts)?.catch(() => {});
}

/** Writes until the buffers are full and a write has to wait for the peer. */
async function fill(stream: ReturnType<Connection['stream']>): Promise<{ pending: Promise<void> }> {
  for (;;) {
    const pending = stream.write([Buffer.alloc(1_000_000)]);
    pending?.catch(() => {});
    const isAccepted = pending?.then(() => true) ?? true;
    const turns = setImmediate().then(() => setImmediate(false));
    if (pending !== undefined && !(await Promise.race([isAccepted, turns]))) return { pending };
  }
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a server of TCP has a port');
  return address.port;
}
