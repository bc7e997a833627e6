/**
 * The Runtime API that the clients are measured against: a process of its own, on raw sockets, which costs as little as
 * it can and is the same for all. The process that forked it talks to it by messages.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { now } from '../clock.ts';
import { CONTINUE } from './answers.ts';
import { Invocations } from './invocations.ts';
import type { ServerMessage, ServerRequest } from './messages.ts';
import { RequestReader } from './request-reader.ts';

const invocations = new Invocations();
const sockets = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket: Socket) => {
  sockets.add(socket);
  const reader = new RequestReader(() => socket.write(CONTINUE));
  socket.on('data', (bytes: Buffer) => {
    for (const request of reader.push(bytes, now())) invocations.take(socket, request);
  });
  // A client that is killed may reset its connections; that is all there is to it.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    sockets.delete(socket);
    invocations.forget(socket);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') tell({ kind: 'listening', port: address.port });
});

process.on('message', (request: ServerRequest) => void serve(request).then(tell));
process.on('disconnect', () => process.exit());

async function serve(request: ServerRequest): Promise<ServerMessage> {
  switch (request.kind) {
    case 'await-next':
      return { kind: 'next', at: await invocations.awaitNext() };
    case 'run':
      try {
        return { kind: 'done', ...(await invocations.run(request)) };
      } catch (error) {
        return { kind: 'broken', reason: String(error) };
      }
    case 'reset':
      for (const socket of sockets) socket.destroy();
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
      return { kind: 'reset' };
  }
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}
