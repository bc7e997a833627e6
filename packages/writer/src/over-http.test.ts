import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SocketSink } from '../test/socket-sink.ts';
import { Writer } from './index.ts';

describe("a stream to Node's HTTP server", () => {
  it('arrives unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array())), async (chunks) => {
        await using connection = await connectTo(acceptAll);
        const { writer, request } = connection;
        const body = request.then(bodyOf);
        for (const chunk of chunks) void writer.write(chunk);
        await writer.close();
        expect(await body).toEqual(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))));
      }),
      { numRuns: 10 },
    );
  });

  it('arrives chunk by chunk', async () => {
    await using connection = await connectTo(acceptAll);
    const { writer, request } = connection;
    const read = request.then((message) => message[Symbol.asyncIterator]());
    for (const chunk of ['first', 'second', 'third']) {
      await writer.write(chunk);
      const { value } = await (await read).next();
      expect(String(value)).toBe(chunk);
    }
  });

  it('arrives whole if it is large', async () => {
    await using connection = await connectTo(acceptAll);
    const { writer, request } = connection;
    const body = request.then(bodyOf);
    for (const byte of [1, 2, 3, 4, 5, 6, 7, 8]) await writer.write(Buffer.alloc(1024 * 1024, byte));
    await writer.close();
    const expected = Buffer.concat([1, 2, 3, 4, 5, 6, 7, 8].map((byte) => Buffer.alloc(1024 * 1024, byte)));
    expect(expected.equals(await body)).toBe(true);
  });

  it('has its content type in the head', async () => {
    await using connection = await connectTo(acceptAll);
    const { writer, request } = connection;
    writer.setContentType('text/plain');
    await Promise.all([writer.close(), request.then(bodyOf)]);
    expect((await request).headers).toMatchObject({ 'content-type': 'text/plain', 'transfer-encoding': 'chunked' });
  });

  it('has its error in the trailers', async () => {
    await using connection = await connectTo(acceptAll);
    const { writer, request } = connection;
    const body = request.then(bodyOf);
    await writer.write('started');
    await writer.abort(new TypeError('Broken ü'));
    expect(String(await body)).toBe('started');
    const { trailers } = await request;
    expect(trailers['lambda-runtime-function-error-type']).toBe('Function.TypeError');
    const error = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
    expect(JSON.parse(error)).toMatchObject({ errorMessage: 'Broken ü', errorType: 'TypeError' });
  });

  it('stops at once when the server rejects it', async () => {
    await using connection = await connectTo((_request, response) => response.writeHead(413).end());
    await expect(flood(connection.writer)).rejects.toThrow('413');
    await expect(connection.writer.close()).rejects.toThrow('413');
  });

  it('stops at once when the connection is reset', async () => {
    await using connection = await connectTo((request) => request.socket.resetAndDestroy());
    await expect(flood(connection.writer)).rejects.toHaveProperty('code', expect.stringMatching(/^E(CONNRESET|PIPE)$/));
    await expect(connection.writer.close()).rejects.toHaveProperty(
      'code',
      expect.stringMatching(/^E(CONNRESET|PIPE)$/),
    );
  });
});

const acceptAll: RequestListener = (request, response) => {
  request.on('end', () => response.writeHead(202).end());
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray());
}

/** Writes until a write fails. */
async function flood(writer: Writer): Promise<never> {
  for (;;) await writer.write(Buffer.alloc(1024 * 1024));
}

/** Starts a server and connects a writer to it; `request` is the request that the server receives. */
async function connectTo(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  const { promise: request, resolve } = Promise.withResolvers<IncomingMessage>();
  server.once('request', resolve);
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return {
    writer: new Writer(new SocketSink(socket)),
    request,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
