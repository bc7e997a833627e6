import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';

/**
 * Connections for a process that handles several invocations at once. Each has one open request at a time. The one that
 * was used last is used next, because it is the least likely to be stale.
 */
export class ConnectionPool implements Transport {
  readonly #connect: () => Transport;
  readonly #idle: Transport[] = [];
  readonly #size: number;

  /**
   * @param size how many idle connections to keep; a request that finds none idle gets a new connection
   * @param connect creates a connection, which opens on its first request
   */
  constructor(size: number, connect: () => Transport) {
    this.#size = size;
    this.#connect = connect;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    const connection = this.#take();
    const response = connection.request(request);
    const release = () => this.#release(connection);
    response.then(release, release);
    return response;
  }

  stream(request: ApiRequest, onEarlyEnd: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    const connection = this.#take();
    const stream = connection.stream(request, onEarlyEnd);
    return {
      write: (parts) => stream.write(parts),
      end: () => stream.end().finally(() => this.#release(connection)),
    };
  }

  /** Closes the idle connections. An open request keeps its connection. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  #take(): Transport {
    return this.#idle.pop() ?? this.#connect();
  }

  #release(connection: Transport): void {
    if (this.#idle.length < this.#size) this.#idle.push(connection);
    else connection.close();
  }
}
