import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';

/**
 * Connections for a process that handles many invocations at once: each carries one request at a time, and the one that
 * was used last is used next, since it is the least likely to have been closed by the peer meanwhile.
 */
export class ConnectionPool implements Transport {
  readonly #connect: () => Transport;
  readonly #idle: Transport[] = [];
  readonly #size: number;

  /**
   * @param size how many connections are kept; what comes while all of them are busy gets one of its own
   * @param connect makes a connection, which opens itself at its first request
   */
  constructor(size: number, connect: () => Transport) {
    this.#size = size;
    this.#connect = connect;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    const connection = this.#take();
    const answer = connection.request(request);
    const release = () => this.#release(connection);
    answer.then(release, release);
    return answer;
  }

  stream(request: ApiRequest, refused: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    const connection = this.#take();
    const stream = connection.stream(request, refused);
    return {
      write: (parts) => stream.write(parts),
      end: () => stream.end().finally(() => this.#release(connection)),
    };
  }

  /** Closes those that are idle; a request that is under way keeps its own. */
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
