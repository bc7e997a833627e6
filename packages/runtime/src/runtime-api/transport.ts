/** One request to the Runtime API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** The percent-encoded path, including the version of the API. */
  readonly path: string;
  /** Names and values, alternating. */
  readonly headers: readonly string[];
  readonly body?: string;
  /** How long the request may make no progress, in milliseconds. Without it, the request can wait indefinitely. */
  readonly stallTimeout?: number;
  /** Whether the process may exit while this request has no response yet. */
  readonly isBackground?: boolean;
}

/** A complete response. Its body is text, because the Runtime API sends only JSON. */
export interface ApiResponse {
  readonly status: number;
  /** By lower-case name. The values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A request whose body is sent piece by piece. The caller applies the chunked coding. */
export interface ApiRequestStream {
  /** Sends bytes right away. If it returns a promise, wait for it before writing more. */
  write(parts: readonly Uint8Array[]): Promise<void> | undefined;
  /** Ends the body, and resolves with the response. */
  end(): Promise<ApiResponse>;
}

/** Carries requests to the Runtime API. */
export interface Transport {
  /** @throws {ApiConnectionError} there was no complete response */
  request(request: ApiRequest): Promise<ApiResponse>;
  /**
   * Starts a streamed request.
   * @param onEarlyEnd called with the early response or the connection error if the stream ends before its body does
   */
  stream(request: ApiRequest, onEarlyEnd: (outcome: ApiResponse | Error) => void): ApiRequestStream;
  /** Closes all connections. The next request opens a new one. */
  close(): void;
}
