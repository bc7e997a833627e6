import type { Pool as UndiciPool } from 'undici';
import type { ApiAddress } from './connection.ts';
import type { ConnectionFailure } from './errors.ts';
import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';

/** What the pool takes from its user, so that this module, loaded only where it is used, shares no file with the others. */
export interface PoolServices {
  /** Makes the error of a request that got no whole answer. */
  failure(kind: ConnectionFailure, message: string, cause: Error): Error;
  /** Makes a connection for what undici can't do: a stream with trailers, a request in the background. */
  connect(): Transport;
}

/** Errors of undici that say that nothing was moving. */
const STALLED = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const UNREACHABLE = ['UND_ERR_CONNECT_TIMEOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];
const CONNECT_TIMEOUT_MS = 1000;

/** undici's pool: for processes that handle many invocations at once, which live long. */
export class ConnectionPool implements Transport {
  readonly #address: ApiAddress;
  readonly #size: number;
  readonly #services: PoolServices;
  #pool: UndiciPool;

  /** @param size how many requests may be under way at once */
  constructor(address: ApiAddress, size: number, services: PoolServices) {
    this.#size = size;
    this.#address = address;
    this.#services = services;
    this.#pool = this.#open();
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    if (request.isBackground) return this.#services.connect().request(request);
    const { method, path, body, stallTimeout = 0 } = request;
    return new Promise((resolve, reject) => {
      let status = 0;
      let headers: ApiResponse['headers'] = {};
      const chunks: Buffer[] = [];
      this.#pool.dispatch(
        {
          method,
          path,
          headers: [...request.headers],
          body: body ?? null,
          headersTimeout: stallTimeout,
          bodyTimeout: stallTimeout,
        },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode, fields) {
            status = statusCode;
            headers = joinValues(fields);
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            resolve({ status, headers, body: Buffer.concat(chunks).toString() });
          },
          onResponseError: (_controller, error) => reject(this.#failure(error, stallTimeout)),
        },
      );
    });
  }

  stream(request: ApiRequest, refused: (outcome: ApiResponse | Error) => void): ApiRequestStream {
    const connection = this.#services.connect();
    const stream = connection.stream(request, refused);
    return {
      write: (parts) => stream.write(parts),
      end: () => stream.end().finally(() => connection.close()),
    };
  }

  close(): void {
    // Nothing waits for what is under way then.
    void this.#pool.destroy();
    this.#pool = this.#open();
  }

  #open(): UndiciPool {
    const { createRequire } = process.getBuiltinModule('node:module');
    // Its main module loads fetch, WebSocket and caches too: three times as much.
    const Pool = createRequire(import.meta.url)('undici/lib/dispatcher/pool.js') as typeof UndiciPool;
    const { host, port } = this.#address;
    const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    // One for each loop. What comes after a deadline, when its loop polls again, may wait: it is refused anyway.
    return new Pool(origin, { connections: this.#size, pipelining: 1, connect: { timeout: CONNECT_TIMEOUT_MS } });
  }

  #failure(error: Error, stallTimeout: number): Error {
    const code = 'code' in error ? String(error.code) : '';
    const kind = STALLED.includes(code) ? 'stalled' : UNREACHABLE.includes(code) ? 'unreachable' : 'reset';
    const detail = kind === 'stalled' ? `no byte moved for ${stallTimeout / 1000} s` : error.message;
    const message = `the connection to the Runtime API at ${this.#address.host}:${this.#address.port} failed: ${detail}`;
    return this.#services.failure(kind, message, error);
  }
}

function joinValues(fields: Readonly<Record<string, string | string[] | undefined>>): ApiResponse['headers'] {
  const joined = Object.entries(fields).map(([name, value]) => [
    name,
    decode(Array.isArray(value) ? value.join(', ') : value),
  ]);
  return Object.fromEntries(joined);
}

/** undici gives each byte as a character, and keeps trailing blanks; the API sends UTF-8. */
function decode(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed !== undefined && /[\x80-\xff]/.test(trimmed) ? Buffer.from(trimmed, 'latin1').toString() : trimmed;
}
