import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { Connection } from './connection.ts';
import { ApiConnectionError } from './errors.ts';
import type { ApiRequest, ApiResponse } from './transport.ts';

const next: ApiRequest = { method: 'GET', path: '/next', headers: [] };
const REPLY: ApiRequest = { method: 'POST', path: '/reply', headers: ['Content-Type', 'text/plain'], body: 'ok' };
const STREAM: ApiRequest = { method: 'POST', path: '/reply', headers: ['Transfer-Encoding', 'chunked'] };
const headEnd = /\r\n\r\n/;

function chunk(text: string): Uint8Array[] {
  return [Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`)];
}

const END = [Buffer.from('0\r\n\r\n')];

/** Opens a connection on which one exchange has taken place. */
async function warm(server: ScriptedServer) {
  const connection = new Connection(server.address);
  const answer = connection.request(next);
  const peer = await server.accepted();
  await peer.received(headEnd);
  peer.answer(200);
  await answer;
  return { connection, peer };
}

/** Lets a connection believe that it has been silent for long. */
function passSilence(): void {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + 60_000);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a request', () => {
  it('leaves as HTTP/1.1, with its headers and the length of its body in bytes', async () => {
    await using server = await ScriptedServer.start();
    void new Connection(server.address).request({ ...REPLY, body: '€' }).catch(() => {});
    const peer = await server.accepted();
    expect(await peer.received(/€/)).toBe(
      `POST /reply HTTP/1.1\r\nHost: 127.0.0.1:${server.address.port}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\n€`,
    );
  });

  it('has no length where it has no body', async () => {
    await using server = await ScriptedServer.start();
    void new Connection(server.address).request(next).catch(() => {});
    const peer = await server.accepted();
    expect(await peer.received(headEnd)).toBe(`GET /next HTTP/1.1\r\nHost: 127.0.0.1:${server.address.port}\r\n\r\n`);
  });

  it('resolves with the answer', async () => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request(next);
    const peer = await server.accepted();
    peer.answer(403, '{"errorType":"no"}', 'X-Id: 7\r\n');
    expect(await answer).toMatchObject({ status: 403, headers: { 'x-id': '7' }, body: '{"errorType":"no"}' });
  });

  it('resolves with an answer that ends with its connection', async () => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request(next);
    const peer = await server.accepted();
    peer.send('HTTP/1.1 200 OK\r\n\r\nuntil the end');
    peer.end();
    expect((await answer).body).toBe('until the end');
  });

  it('refuses to begin while another is under way', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    void connection.request(next).catch(() => {});
    await expect(connection.request(next)).rejects.toThrow('already under way');
  });
});

describe('the connection', () => {
  it('carries one request after another', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    const answer = connection.request(REPLY);
    await peer.received(/ok$/);
    peer.answer(202);
    expect((await answer).status).toBe(202);
    expect(server.connectionCount).toBe(1);
  });

  it.each([
    ['the answer says so', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['the answer is followed by bytes that nobody asked for', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore'],
  ])('is given up where %s', async (_what, answer) => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const first = connection.request(next);
    const peer = await server.accepted();
    peer.send(answer);
    await first;
    await peer.closed;
    const second = connection.request(next);
    (await server.accepted()).answer(200, 'second');
    expect((await second).body).toBe('second');
  });

  it('is given up where bytes come while nothing was asked', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    peer.answer(200, 'unasked');
    await peer.closed;
    const answer = connection.request(next);
    (await server.accepted()).answer(200, 'asked');
    expect((await answer).body).toBe('asked');
  });

  it('is made anew where the peer has closed it', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    peer.end();
    await peer.closed;
    const answer = connection.request(REPLY);
    (await server.accepted()).answer(202);
    expect((await answer).status).toBe(202);
  });

  it('is looked at before a reply that comes after a silence: a close that nobody has read loses no reply', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    passSilence();
    peer.reset();
    const answer = connection.request(REPLY);
    (await server.accepted()).answer(202);
    expect((await answer).status).toBe(202);
  });

  it('is made anew after close()', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    connection.close();
    await peer.closed;
    const answer = connection.request(next);
    (await server.accepted()).answer(200, 'restored');
    expect((await answer).body).toBe('restored');
  });
});

describe('a failure', () => {
  it('is `unreachable` where nothing listens; it names the address', async () => {
    const port = await unusedPort();
    const failure = new Connection({ host: '127.0.0.1', port }).request(next);
    await expect(failure).rejects.toThrow(ApiConnectionError);
    await expect(failure).rejects.toMatchObject({
      failure: 'unreachable',
      message: expect.stringContaining(`127.0.0.1:${port} can't be reached`),
    });
  });

  it('names an IPv6 address in brackets', async () => {
    const port = await unusedPort();
    const failure = new Connection({ host: '::1', port }).request(next);
    await expect(failure).rejects.toThrow(`[::1]:${port}`);
  });

  it.each([
    ['before its answer', '', 'reset', /was lost/],
    ['within a head', 'HTTP/1.1 200 OK\r\nContent-', 'reset', /was lost/],
    ['within a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'reset', /was lost/],
  ])('is `reset` where the peer resets %s', async (_when, sent, failure, message) => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request(next);
    const peer = await server.accepted();
    await peer.received(headEnd);
    peer.send(sent);
    peer.reset();
    await expect(answer).rejects.toMatchObject({ failure, message: expect.stringMatching(message) });
  });

  it.each([
    ['before its answer', '', 'it was closed'],
    ['within its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'in the middle of an answer'],
  ])('is `reset` where the peer closes %s', async (_when, sent, message) => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request(next);
    const peer = await server.accepted();
    await peer.received(headEnd);
    peer.send(sent);
    peer.end();
    await expect(answer).rejects.toMatchObject({ failure: 'reset', message: expect.stringContaining(message) });
  });

  it('is `malformed` where the answer isn’t HTTP', async () => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request(next);
    (await server.accepted()).send('SSH-2.0\r\n\r\n');
    await expect(answer).rejects.toMatchObject({ failure: 'malformed' });
  });

  it('is `stalled` where no byte moves for the time given', async () => {
    await using server = await ScriptedServer.start();
    const answer = new Connection(server.address).request({ ...REPLY, stallTimeout: 20 });
    await server.accepted();
    await expect(answer).rejects.toMatchObject({ failure: 'stalled', message: expect.stringContaining('0.02 s') });
  });

  it('is none where a request without a limit waits for longer than the one before it might have', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const limited = connection.request({ ...REPLY, stallTimeout: 20 });
    const peer = await server.accepted();
    peer.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    await limited;
    const answer = connection.request(next);
    await new Promise((resolve) => setTimeout(resolve, 60));
    peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect((await answer).body).toBe('ok');
  });

  it('is `stalled` for a limited request, also where the connection was silent for longer before', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const reply = { ...REPLY, stallTimeout: 20 };
    const first = connection.request(reply);
    (await server.accepted()).send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    await first;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await expect(connection.request(reply)).rejects.toMatchObject({ failure: 'stalled' });
  });

  it('leaves the way free for the next request', async () => {
    await using server = await ScriptedServer.start();
    const connection = new Connection(server.address);
    const lost = connection.request(next);
    (await server.accepted()).reset();
    await expect(lost).rejects.toThrow();
    const answer = connection.request(next);
    (await server.accepted()).answer(200, 'again');
    expect((await answer).body).toBe('again');
  });
});

describe('a stream', () => {
  function open(connection: Connection, request = STREAM) {
    const refused = Promise.withResolvers<ApiResponse | Error>();
    return { stream: connection.stream(request, refused.resolve), refused: refused.promise };
  }

  it('sends its head with the first bytes, and the rest as it is written', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accepted();
    expect(await peer.received(/first/)).toMatch(
      /^POST \/reply HTTP\/1\.1\r\nHost: .*\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n$/,
    );
    send(stream, chunk('second'));
    expect(await peer.received(/second/)).toBe('6\r\nsecond\r\n');
  });

  it('resolves its end with the answer, and leaves the connection to the next request', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    const { stream } = open(connection);
    send(stream, [...chunk('all'), ...END]);
    await peer.received(/0\r\n\r\n/);
    const end = stream.end();
    peer.answer(202);
    expect((await end).status).toBe(202);
    const answer = connection.request(next);
    await peer.received(headEnd);
    peer.answer(200, 'next');
    expect((await answer).body).toBe('next');
    expect(server.connectionCount).toBe(1);
  });

  it('hands on an early answer, and refuses what is written then', async () => {
    await using server = await ScriptedServer.start();
    const { stream, refused } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accepted();
    peer.answer(413, 'too large');
    expect(await refused).toMatchObject({ status: 413, body: 'too large' });
    await expect(stream.write(chunk('second'))).rejects.toThrow(ApiConnectionError);
    await peer.closed;
  });

  it('hands on a reset in the middle', async () => {
    await using server = await ScriptedServer.start();
    const { stream, refused } = open(new Connection(server.address));
    send(stream, chunk('first'));
    const peer = await server.accepted();
    await peer.received(/first/);
    peer.reset();
    expect(await refused).toMatchObject({ failure: 'reset' });
  });

  it('rejects its end where the connection is lost after it', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address));
    send(stream, [...chunk('all'), ...END]);
    const end = stream.end();
    const peer = await server.accepted();
    await peer.received(/all/);
    peer.reset();
    await expect(end).rejects.toMatchObject({ failure: 'reset' });
  });

  it('asks for no more while the peer takes nothing, and goes on when it does', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    peer.pause();
    const { stream } = open(connection);
    const { wanted } = await fill(stream);
    peer.resume();
    await wanted;
  });

  it('is `stalled` where the peer takes nothing for the time given', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    peer.pause();
    const { stream, refused } = open(connection, { ...STREAM, stallTimeout: 20 });
    const { wanted } = await fill(stream);
    expect(await refused).toMatchObject({ failure: 'stalled' });
    await expect(wanted).rejects.toThrow(ApiConnectionError);
  });

  it('rejects its end as `stalled` where no answer comes for the time given', async () => {
    await using server = await ScriptedServer.start();
    const { stream } = open(new Connection(server.address), { ...STREAM, stallTimeout: 20 });
    send(stream, [...chunk('all'), ...END]);
    await expect(stream.end()).rejects.toMatchObject({ failure: 'stalled' });
  });

  it('is never sent over a connection that has been silent: its first byte can’t wait for a look', async () => {
    await using server = await ScriptedServer.start();
    const { connection, peer } = await warm(server);
    passSilence();
    const { stream } = open(connection);
    send(stream, chunk('first'));
    expect(await (await server.accepted()).received(/first/)).toContain('first');
    await peer.closed;
  });
});

/** Writes what the test is not about: how that goes, `refused` and `end` tell. */
function send(stream: ReturnType<Connection['stream']>, parts: readonly Uint8Array[]): void {
  stream.write(parts)?.catch(() => {});
}

/** Writes until the peer has to take something before more is wanted. */
async function fill(stream: ReturnType<Connection['stream']>): Promise<{ wanted: Promise<void> }> {
  for (;;) {
    const wanted = stream.write([Buffer.alloc(1_000_000)]);
    wanted?.catch(() => {});
    const isTaken = wanted?.then(() => true) ?? true;
    const turns = setImmediate().then(() => setImmediate(false));
    if (wanted !== undefined && !(await Promise.race([isTaken, turns]))) return { wanted };
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
