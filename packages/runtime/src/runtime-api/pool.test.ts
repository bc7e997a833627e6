import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { type ApiAddress, Connection } from './connection.ts';
import { ConnectionPool } from './pool.ts';
import type { ApiRequest } from './transport.ts';

const next: ApiRequest = { method: 'GET', path: '/next', headers: [] };
const REPLY: ApiRequest = { method: 'POST', path: '/reply', headers: ['Content-Type', 'text/plain'], body: 'ok' };
const headEnd = /\r\n\r\n/;

const pools: ConnectionPool[] = [];

function poolOver(address: ApiAddress): ConnectionPool {
  const pool = new ConnectionPool(2, () => new Connection(address));
  pools.push(pool);
  return pool;
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describe('a pool of connections', () => {
  it('has a connection for each request that is under way', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const answers = [pool.request(next), pool.request(next)];
    const peers = [await server.accepted(), await server.accepted()];
    for (const peer of peers) await peer.received(headEnd);
    for (const [i, peer] of peers.toReversed().entries()) peer.answer(200, String(i));
    expect((await Promise.all(answers)).map(({ body }) => body).sort()).toEqual(['0', '1']);
  });

  it('takes the connection again that was used last', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const waiting = pool.request(next);
    const other = await server.accepted();
    const answer = pool.request(next);
    const peer = await server.accepted();
    await peer.received(headEnd);
    peer.answer(200, 'event');
    await answer;
    const reply = pool.request(REPLY);
    expect(await peer.received(/ok$/)).toMatch(/POST \/reply HTTP\/1\.1\r\n/);
    peer.answer(202);
    expect((await reply).status).toBe(202);
    other.answer(200, 'another');
    expect((await waiting).body).toBe('another');
  });

  it('lets a reply that comes late through beside the others, and keeps no more connections than it is to', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const answers = [pool.request(next), pool.request(next), pool.request(REPLY)];
    const peers = [await server.accepted(), await server.accepted(), await server.accepted()];
    for (const peer of peers) await peer.received(headEnd);
    for (const [i, peer] of peers.entries()) {
      peer.answer(200);
      await answers[i];
    }
    await peers[2]?.closed;
  });

  it('rejects as its connections do, and goes on with a new one', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const lost = pool.request(REPLY);
    const rejection = expect(lost).rejects.toMatchObject({ name: 'ApiConnectionError', failure: 'reset' });
    const peer = await server.accepted();
    await peer.received(/ok$/);
    peer.reset();
    await rejection;
    const answer = pool.request(next);
    const another = await server.accepted();
    await another.received(headEnd);
    another.answer(200, 'event');
    expect((await answer).body).toBe('event');
  });

  it('gives a stream a connection, which is free again at its end', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const stream = pool.stream({ ...REPLY, headers: ['Transfer-Encoding', 'chunked'] }, () => {});
    stream.write([Buffer.from('2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n')])?.catch(() => {});
    const peer = await server.accepted();
    await peer.received(/X-Trailer: 1/);
    const end = stream.end();
    peer.answer(202);
    expect((await end).status).toBe(202);
    const answer = pool.request(next);
    await peer.received(/GET \/next/);
    peer.answer(200, 'event');
    expect((await answer).body).toBe('event');
  });

  it('makes new connections after close()', async () => {
    await using server = await ScriptedServer.start();
    const pool = poolOver(server.address);
    const first = pool.request(next);
    const peer = await server.accepted();
    await peer.received(headEnd);
    peer.answer(200);
    await first;
    pool.close();
    await peer.closed;
    const second = pool.request(next);
    const another = await server.accepted();
    await another.received(headEnd);
    another.answer(200, 'restored');
    expect((await second).body).toBe('restored');
  });
});
