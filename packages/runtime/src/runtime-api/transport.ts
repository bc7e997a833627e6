/** One request to the Runtime API, as every transport takes it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** The path with its version, already percent-encoded. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: string;
  /** How long the request may go without a byte moving, in milliseconds; without it, it may take for ever. */
  readonly stallTimeout?: number;
  /** Whether the process may end although this request has no answer yet. */
  readonly isBackground?: boolean;
}

/** A whole answer; its body is text, since the Runtime API speaks JSON only. */
export interface ApiResponse {
  readonly status: number;
  /** By lower-case name; a repeated header's values are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** A request whose body is sent bit by bit, in chunked coding that the caller has already applied. */
export interface ApiRequestStream {
  /** Sends the bytes at once; the promise, where there is one, resolves when more is wanted. */
  write(parts: readonly Uint8Array[]): Promise<void> | undefined;
  /** Says that the body is complete, and gives the answer. */
  end(): Promise<ApiResponse>;
}

/** What carries requests to the Runtime API. */
export interface Transport {
  /** @throws {ApiConnectionError} no whole answer came back */
  request(request: ApiRequest): Promise<ApiResponse>;
  /**
   * Starts a streamed request. `refused` is called where the stream ends before its body does: with the early answer,
   * or with the failure of the connection.
   */
  stream(request: ApiRequest, refused: (outcome: ApiResponse | Error) => void): ApiRequestStream;
  /** Drops every connection, so that the next request makes a new one. */
  close(): void;
}
