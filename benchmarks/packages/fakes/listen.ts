import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A service on this machine. */
export interface Service extends AsyncDisposable {
  /** Its host and port. */
  readonly address: string;
}

/** Takes what has arrived, responds if it is complete, and returns the rest. */
export type Protocol = (received: Buffer, send: (bytes: Buffer | string) => void) => Buffer;

/** Serves a protocol on sockets. Each connection has its own state, and begins with `greeting` if there is one. */
export async function listen(protocolOf: () => Protocol, greeting?: Buffer): Promise<Service> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const protocol = protocolOf();
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      received = protocol(Buffer.concat([received, bytes]), (response) => socket.write(response));
    });
    // A client that is killed may reset its connections.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (greeting) socket.write(greeting);
  });
  return serviceOf(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

export async function serviceOf(server: Server, closeConnections: () => void): Promise<Service> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      closeConnections();
      await closed;
    },
  };
}
