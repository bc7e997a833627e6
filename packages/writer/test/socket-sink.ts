import type { Socket } from 'node:net';
import { ERROR_TRAILERS, type StreamSink } from '../src/index.ts';

/** A sink that posts the stream over a socket, as simply as possible. */
export class SocketSink implements StreamSink {
  readonly #socket: Socket;
  readonly #response = Promise.withResolvers<void>();

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#response.promise.catch(() => {});
  }

  start(contentType: string, fail: (error: unknown) => void): void {
    this.#socket.on('error', fail);
    this.#socket.once('data', (data) => {
      const status = data.toString('latin1', 0, data.indexOf('\r\n'));
      if (status.startsWith('HTTP/1.1 202')) return this.#response.resolve();
      this.#response.reject(new Error(status));
      fail(new Error(status));
    });
    this.#socket.write(
      `POST /response HTTP/1.1\r\nHost: test\r\nContent-Type: ${contentType}\r\n` +
        `Transfer-Encoding: chunked\r\nTrailer: ${ERROR_TRAILERS}\r\n\r\n`,
    );
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#socket.cork();
    for (const part of parts.slice(0, -1)) this.#socket.write(part);
    this.#socket.write(parts.at(-1) ?? '', (error) => (error ? reject(error) : resolve()));
    this.#socket.uncork();
    return this.#socket.writableLength === 0 ? undefined : promise;
  }

  end(): Promise<void> {
    return this.#response.promise;
  }
}
