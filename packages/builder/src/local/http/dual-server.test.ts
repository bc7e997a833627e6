import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { DualServer, type RequestHandler } from './dual-server.ts';
import { closeServer, listen } from './server.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that responds with the version, the host and the length of the request. */
async function startServer() {
  const handler: RequestHandler = async (request, response) => {
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) length += chunk.length;
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(`${request.httpVersion} ${request.headers.host} ${length}`);
  };
  const server = new DualServer({}, handler, handler);
  const address = await listen(server, '127.0.0.1', 0);
  cleanups.push(() => closeServer(server, 0));
  return { server, address, port: Number(address.split(':')[1]) };
}

function openSession(address: string, socket?: Socket): ClientHttp2Session {
  const session = connectHttp2(`http://${address}`, socket === undefined ? {} : { createConnection: () => socket });
  cleanups.push(() => session.destroy());
  return session;
}

async function post(session: ClientHttp2Session, body: Buffer): Promise<string> {
  const stream = session.request({ ':method': 'POST', ':path': '/' });
  stream.end(body);
  return text(stream);
}

/** Sends bytes on a connection, and resolves to everything that comes back. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('a server for HTTP/1.1 and HTTP/2', () => {
  it('serves both at one port', async () => {
    const { address } = await startServer();
    expect(await (await fetch(`http://${address}`, { method: 'POST', body: 'abc' })).text()).toBe(`1.1 ${address} 3`);
    expect(await post(openSession(address), Buffer.from('abc'))).toBe(`2.0 ${address} 3`);
  });

  it('receives large bodies, and several of them at once, on one connection', async () => {
    const { address } = await startServer();
    const session = openSession(address);
    const sizes = [10, 70_000, 5_000_000, 0];
    const responses = await Promise.all(sizes.map((size) => post(session, Buffer.alloc(size))));
    expect(responses).toEqual(sizes.map((size) => `2.0 ${address} ${size}`));
  });

  it.each([1, 3, 23])('recognizes HTTP/2 if the first packet has %i bytes', async (first) => {
    const { address, port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    const write = socket.write.bind(socket);
    let isFirst = true;
    // The client writes the preface in one piece.
    Object.assign(socket, {
      write(chunk: Buffer, ...rest: never[]) {
        if (!isFirst) return write(chunk, ...rest);
        isFirst = false;
        write(chunk.subarray(0, first));
        setImmediate(() => write(chunk.subarray(first), ...rest));
        return true;
      },
    });
    await once(socket, 'connect');
    expect(await post(openSession(address, socket), Buffer.from('abc'))).toBe(`2.0 ${address} 3`);
  });

  it('recognizes HTTP/2 only by the whole preface', async () => {
    const { port } = await startServer();
    expect(await exchange(port, 'PRI / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchange(port, 'PRIVATE / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('responds to what is not HTTP as Node does', async () => {
    const { port } = await startServer();
    expect(await exchange(port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close/);
  });

  it('closes sessions that have nothing to do, without waiting for their clients', async () => {
    const { server, address } = await startServer();
    const session = openSession(address);
    await post(session, Buffer.from('abc'));
    const closed = once(session, 'close');
    // Longer than this test may take.
    await closeServer(server, 600_000);
    cleanups.length = 0;
    await closed;
  });

  it('survives clients that leave', async () => {
    const { address, port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    socket.resetAndDestroy();
    const session = openSession(address);
    await post(session, Buffer.from('abc'));
    session.destroy();
    expect(await post(openSession(address), Buffer.from('abc'))).toBe(`2.0 ${address} 3`);
  });

  it('ends a session whose client sends nonsense', async () => {
    const { port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense that is not a frame at all');
    socket.resume();
    await once(socket, 'close');
  });
});
