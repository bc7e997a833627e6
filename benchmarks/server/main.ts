/**
 * The Runtime API that all clients are measured against: a separate process on raw sockets, which costs as little as
 * possible. The process that forked it controls it by messages.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { now } from '../clock.ts';
import { Invocations } from './invocations.ts';
import type { ServerMessage, ServerRequest } from './messages.ts';
import { RequestReader } from './request-reader.ts';
import { CONTINUE } from './responses.ts';

const invocations = new Invocations();
const sockets = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket: Socket) => {
  sockets.add(socket);
  const reader = new RequestReader(() => socket.write(CONTINUE));
  socket.on('data', (bytes: Buffer) => {
    for (const request of reader.push(bytes, now())) invocations.take(socket, request);
  });
  // A killed client may reset its connections.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    sockets.delete(socket);
    invocations.forget(socket);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') send({ kind: 'listening', port: address.port });
});

process.on('message', (request: ServerRequest) => void serve(request).then(send));
process.on('disconnect', () => process.exit());

async function serve(request: ServerRequest): Promise<ServerMessage> {
  switch (request.kind) {
    case 'await-next':
      return { kind: 'next', at: await invocations.awaitNext() };
    case 'run':
      try {
        return { kind: 'done', ...(await invocations.run(request)) };
      } catch (error) {
        return { kind: 'failed', reason: String(error) };
      }
    case 'reset':
      for (const socket of sockets) socket.destroy();
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
      return { kind: 'reset' };
  }
}

function send(message: ServerMessage): void {
  process.send?.(message);
}
