import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../test/scripted-server.ts';
import { type ApiAddress, Connection } from './connection.ts';
import { ConnectionPool } from './pool.ts';
import type { ApiRequest } from './transport.ts';

const getNext: ApiRequest = { method: 'GET', path: '/next', headers: [] };
const postResponse: ApiRequest = {
  method: 'POST',
  path: '/response',
  headers: ['Content-Type', 'text/plain'],
  body: 'ok',
};
const headEnd = /\r\n\r\n/;

const pools: ConnectionPool[] = [];

function createPool(address: ApiAddress): ConnectionPool {
  const pool = new ConnectionPool(2, () => new Connection(address));
  pools.push(pool);
  return pool;
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describe('a pool of connections', () => {
  it('has a connection for each open request', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const responses = [pool.request(getNext), pool.request(getNext)];
    const peers = [await server.accept(), await server.accept()];
    for (const peer of peers) await peer.receive(headEnd);
    for (const [i, peer] of peers.toReversed().entries()) peer.respond(200, String(i));
    expect((await Promise.all(responses)).map(({ body }) => body).sort()).toEqual(['0', '1']);
  });

  it('reuses the connection that was used last', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const responses = [pool.request(getNext), pool.request(getNext)];
    const [first, last] = [await server.accept(), await server.accept()];
    for (const [i, peer] of [first, last].entries()) {
      await peer.receive(headEnd);
      peer.respond(200, 'event');
      await responses[i];
    }
    const sent = pool.request(postResponse);
    expect(await last.receive(/ok$/)).toMatch(/POST \/response HTTP\/1\.1\r\n/);
    last.respond(202);
    expect((await sent).status).toBe(202);
  });

  it('opens more connections than its size if it has to, but does not keep them', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const responses = [pool.request(getNext), pool.request(getNext), pool.request(postResponse)];
    const peers = [await server.accept(), await server.accept(), await server.accept()];
    for (const peer of peers) await peer.receive(headEnd);
    for (const [i, peer] of peers.entries()) {
      peer.respond(200);
      await responses[i];
    }
    await peers[2]?.closed;
  });

  it('rejects with the error of a connection, and continues with a new one', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const lost = pool.request(postResponse);
    const rejection = expect(lost).rejects.toMatchObject({ name: 'ApiConnectionError', failure: 'reset' });
    const peer = await server.accept();
    await peer.receive(/ok$/);
    peer.reset();
    await rejection;
    const response = pool.request(getNext);
    const another = await server.accept();
    await another.receive(headEnd);
    another.respond(200, 'event');
    expect((await response).body).toBe('event');
  });

  it('gives a stream a connection, and reuses it after the end', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const stream = pool.stream({ ...postResponse, headers: ['Transfer-Encoding', 'chunked'] }, () => {});
    stream.write([Buffer.from('2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n')])?.catch(() => {});
    const peer = await server.accept();
    await peer.receive(/X-Trailer: 1/);
    const end = stream.end();
    peer.respond(202);
    expect((await end).status).toBe(202);
    const response = pool.request(getNext);
    await peer.receive(/GET \/next/);
    peer.respond(200, 'event');
    expect((await response).body).toBe('event');
  });

  it('opens new connections after close()', async () => {
    await using server = await ScriptedServer.start();
    const pool = createPool(server.address);
    const first = pool.request(getNext);
    const peer = await server.accept();
    await peer.receive(headEnd);
    peer.respond(200);
    await first;
    pool.close();
    await peer.closed;
    const second = pool.request(getNext);
    const another = await server.accept();
    await another.receive(headEnd);
    another.respond(200, 'restored');
    expect((await second).body).toBe('restored');
  });
});
