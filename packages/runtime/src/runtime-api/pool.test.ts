import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { type ApiAddress, Connection } from './connection.ts';
import { ApiConnectionError } from './errors.ts';
import { ConnectionPool } from './pool.ts';
import type { ApiRequest } from './transport.ts';

const NEXT: ApiRequest = { method: 'GET', path: '/next', headers: ['X-Id', '7'] };
const REPLY: ApiRequest = { method: 'POST', path: '/reply', headers: ['Content-Type', 'text/plain'], body: 'ok' };
const HEAD_END = /\r\n\r\n/;

const pools: ConnectionPool[] = [];

function poolOver(address: ApiAddress): ConnectionPool {
  const pool = new ConnectionPool(address, 2, {
    failure: (kind, message, cause) => new ApiConnectionError(kind, message, { cause }),
    connect: () => new Connection(address),
  });
  pools.push(pool);
  return pool;
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describe('a pool of connections', () => {
  it('sends a request, and resolves with the answer', async () => {
    await using server = await ScriptedServer.start();
    const answer = poolOver(server.address).request(REPLY);
    const peer = await server.accepted();
    const sent = await peer.received(/ok$/);
    expect(sent).toMatch(/^POST \/reply HTTP\/1\.1\r\n/);
    expect(sent).toMatch(/content-type: text\/plain\r\n/i);
    expect(sent).toMatch(/content-length: 2\r\n/i);
    peer.answer(202, '"€"', 'X-Two: a\r\nX-Two: b\r\n');
    expect(await answer).toMatchObject({ status: 202, headers: { 'x-two': 'a, b' }, body: '"€"' });
  });

  it('reads header values as UTF-8, without the blanks around them', async () => {
    await using server = await ScriptedServer.start();
    const answer = poolOver(server.address).request(REPLY);
    const peer = await server.accepted();
    await peer.received(/ok$/);
    peer.answer(200, '{}', 'X-Name: Ada é € \t \r\n');
    expect(await answer).toMatchObject({ headers: { 'x-name': 'Ada é €' } });
  });

  it('has as many requests under way as it is given', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const answers = [pool.request(NEXT), pool.request(NEXT)];
    const peers = [await server.accepted(), await server.accepted()];
    for (const peer of peers) await peer.received(HEAD_END);
    for (const [i, peer] of peers.toReversed().entries()) peer.answer(200, String(i));
    expect((await Promise.all(answers)).map(({ body }) => body).sort()).toEqual(['0', '1']);
  });

  it.each([
    ['reset', async (server: ScriptedServer) => (await server.accepted()).reset()],
    ['reset', async (server: ScriptedServer) => (await server.accepted()).send('SSH-2.0\r\n\r\n')],
    ['stalled', async (server: ScriptedServer) => (await server.accepted()).received(HEAD_END)],
  ])('rejects as a single connection does: %s', async (failure, misbehave) => {
    await using server = await ScriptedServer.start();
    const answer = poolOver(server.address).request({ ...REPLY, stallTimeout: failure === 'stalled' ? 20 : 0 });
    const rejection = expect(answer).rejects.toMatchObject({ name: 'ApiConnectionError', failure });
    await misbehave(server);
    await rejection;
  });

  it('rejects as `unreachable` where nothing listens; it names the address', async () => {
    const server = await ScriptedServer.start();
    const { address } = server;
    await server[Symbol.asyncDispose]();
    await expect(poolOver(address).request(NEXT)).rejects.toMatchObject({
      failure: 'unreachable',
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });

  it('streams over a connection of its own, which ends with the stream', async () => {
    await using server = await ScriptedServer.start();
    const stream = poolOver(server.address).stream({ ...REPLY, headers: ['Transfer-Encoding', 'chunked'] }, () => {});
    stream.write([Buffer.from('2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n')])?.catch(() => {});
    const peer = await server.accepted();
    await peer.received(/X-Trailer: 1/);
    const end = stream.end();
    peer.answer(202);
    expect((await end).status).toBe(202);
    await peer.closed;
  });

  it('makes new connections after close()', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const first = pool.request(NEXT);
    const peer = await server.accepted();
    await peer.received(HEAD_END);
    peer.answer(200);
    await first;
    pool.close();
    await peer.closed;
    const second = pool.request(NEXT);
    const another = await server.accepted();
    await another.received(HEAD_END);
    another.answer(200, 'restored');
    expect((await second).body).toBe('restored');
  });
});
