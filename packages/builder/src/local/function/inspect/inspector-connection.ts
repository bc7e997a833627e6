import { connect, type Socket } from 'node:net';

/** What is longer is passed on as it is. The inspector decides about it. */
const MAX_HEAD_LENGTH = 16_384;

/** Reads the head of a request, and what has arrived with it. Does not resolve if the connection ends before. */
export async function readHead(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let head = Buffer.alloc(0);
    const onData = (data: Buffer) => {
      head = Buffer.concat([head, data]);
      if (head.length < MAX_HEAD_LENGTH && !head.includes('\r\n\r\n')) return;
      socket.off('data', onData).pause();
      resolve(head);
    };
    socket.on('data', onData);
  });
}

/** Passes on the beginning of a request. Resolves when there is a response; undefined if there will be none. */
export async function respondingInspector(port: number, head: Buffer): Promise<Socket | undefined> {
  const inspector = connect(port, '127.0.0.1');
  // The event `close` follows.
  inspector.on('error', () => {});
  inspector.write(head);
  const hasResponse = await new Promise<boolean>((resolve) => {
    inspector.once('readable', () => resolve(inspector.readableLength > 0));
    inspector.once('close', () => resolve(false));
  });
  if (hasResponse) return inspector;
  inspector.destroy();
  return undefined;
}

/**
 * Connects a debugger with the inspector, until one of them ends the connection.
 *
 * @param onLost called if the process ends the connection, not the debugger
 */
export function join(socket: Socket, inspector: Socket, onLost: () => void): void {
  inspector.on('close', () => {
    if (!socket.destroyed) onLost();
    socket.destroy();
  });
  socket.on('close', () => inspector.destroy());
  if (socket.destroyed) inspector.destroy();
  inspector.pipe(socket);
  socket.pipe(inspector);
}
