// @compile-at-start
import type { StreamSink } from '@alr/writer';
import type { ErrorReport } from '../errors/error-report.ts';
import { ApiConnectionError, ApiContractError, ApiStatusError } from './errors.ts';
import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';

const VERSION = '/2018-06-01/runtime';
const nextRequest: ApiRequest = { method: 'GET', path: `${VERSION}/invocation/next`, headers: [] };
const restoreNextRequest: ApiRequest = { method: 'GET', path: `${VERSION}/restore/next`, headers: [] };
const ERROR_CONTENT_TYPE = 'application/vnd.aws.lambda.error+json';
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_CAUSE = 'Lambda-Runtime-Function-XRay-Error-Cause';
const RESPONSE_MODE = 'Lambda-Runtime-Function-Response-Mode';
const INVOCATION_ID = 'Lambda-Runtime-Invocation-Id';
const jsonContent = ['Content-Type', 'application/json'];

/** The headers of an invocation that the runtime itself reads. The others are for the context. */
export const invocationHeaders = {
  requestId: 'lambda-runtime-aws-request-id',
  invocationId: 'lambda-runtime-invocation-id',
  traceId: 'lambda-runtime-trace-id',
  tenantId: 'lambda-runtime-aws-tenant-id',
} as const;

/** The delays between the attempts to get work. */
const retryDelaysMs = [50, 100, 200, 400, 800];
/** No attempt starts later than this after the first failure, so that a wrong address is reported within 5 s. */
const RETRY_WINDOW_MS = 2000;

/** Identifies the invocation that a response belongs to. */
export interface InvocationKey {
  readonly requestId: string;
  /** Distinguishes a retry from the first attempt of the same request. Sent back if Lambda sends one. */
  readonly invocationId: string | undefined;
}

/** An invocation as Lambda sends it. */
export interface NextInvocation extends InvocationKey {
  /** The X-Ray trace header. */
  readonly traceId: string | undefined;
  readonly tenantId: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The JSON of the event. */
  readonly body: string;
}

/** A response that is sent piece by piece: the sink of a writer. */
export interface StreamedResponse extends StreamSink {
  /**
   * Resolves when the platform has accepted the whole response. Until then, the invocation is not over, no matter what
   * the writer reports. Rejects if the platform rejects the response, or the connection is lost.
   */
  readonly accepted: Promise<void>;
}

/**
 * The calls of the Runtime API. All paths, headers and statuses of the API are in this file.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #transport: Transport;
  readonly #stallTimeout: number;
  #wasReached = false;

  /** @param stallTimeout how long sending a response may make no progress, in milliseconds */
  constructor(transport: Transport, stallTimeout: number) {
    this.#transport = transport;
    this.#stallTimeout = stallTimeout;
  }

  /**
   * Waits indefinitely for the next invocation.
   * @throws {ApiConnectionError} the connection is lost, and retries fail, too
   * @throws {ApiStatusError} the platform responds with an error
   * @throws {ApiContractError} the invocation has no request id
   */
  next(): Promise<NextInvocation> {
    return this.#getWork(nextRequest, parseNext);
  }

  /**
   * Sends the response of an invocation.
   * @throws {ApiStatusError} the platform rejects the response
   * @throws {ApiConnectionError} the connection is lost, so the response may not have arrived
   */
  respond(invocation: InvocationKey, body: string): Promise<void> {
    const headers = withInvocationId(jsonContent, invocation);
    return this.#post(invocationPath(invocation, 'response'), headers, body, body.length);
  }

  /**
   * Responds with a stream. The request is sent when the sink is started.
   * @param trailers the value of the `Trailer` header: the names of the trailers that the writer may send
   */
  respondStreaming(invocation: InvocationKey, trailers: string): StreamedResponse {
    const path = invocationPath(invocation, 'response');
    const { promise: accepted, resolve: accept, reject } = Promise.withResolvers<void>();
    // A caller that never starts the stream does not wait for it either.
    accepted.catch(() => {});
    let stream: ApiRequestStream | undefined;
    const started = () => {
      if (stream === undefined) throw new Error('the stream has not been started');
      return stream;
    };
    return {
      accepted,
      start: (contentType, fail) => {
        stream = this.#transport.stream(this.#streamRequest(path, invocation, contentType, trailers), (outcome) => {
          const error = outcome instanceof Error ? outcome : earlyError(path, outcome);
          reject(error);
          fail(error);
        });
      },
      write: (parts) => started().write(parts),
      end: () => {
        const end = started().end();
        end.then((response) => expectAccepted(path, response)).then(accept, reject);
        return accepted;
      },
    };
  }

  /** Fails an invocation. */
  fail(invocation: InvocationKey, report: ErrorReport): Promise<void> {
    const headers = withInvocationId(errorHeaders(report), invocation);
    return this.#post(invocationPath(invocation, 'error'), headers, report.body);
  }

  /** Reports that this process cannot handle invocations. It must exit afterwards. */
  initError(report: ErrorReport): Promise<void> {
    return this.#post(`${VERSION}/init/error`, errorHeaders(report), report.body);
  }

  /** Waits indefinitely until this process is restored from its snapshot. */
  restoreNext(): Promise<void> {
    return this.#getWork(restoreNextRequest, (response) => {
      if (response.status !== 200) throw statusError('restore/next', response);
    });
  }

  /** Reports that this process cannot continue from its snapshot. It must exit afterwards. */
  restoreError(report: ErrorReport): Promise<void> {
    return this.#post(`${VERSION}/restore/error`, errorHeaders(report), report.body);
  }

  /** Whether the API has responded since the start of the process. */
  get wasReached(): boolean {
    return this.#wasReached;
  }

  /** Closes all connections, because they do not survive a snapshot. */
  close(): void {
    this.#transport.close();
  }

  /** Retries if the connection is lost. The API then returns the same work again, so nothing is lost. */
  #getWork<Work>(request: ApiRequest, parseWork: (response: ApiResponse) => Work): Promise<Work> {
    const parse = (response: ApiResponse) => {
      this.#wasReached = true;
      return parseWork(response);
    };
    const retry = (error: unknown) => this.#retry(request, error).then(parse);
    return this.#transport.request(request).then(parse, retry);
  }

  async #retry(request: ApiRequest, firstError: unknown): Promise<ApiResponse> {
    const giveUpAt = Date.now() + RETRY_WINDOW_MS;
    let error = firstError;
    for (const delay of retryDelaysMs) {
      const isLost = error instanceof ApiConnectionError && error.failure !== 'malformed';
      if (!isLost || Date.now() > giveUpAt) break;
      await new Promise((resolve) => setTimeout(resolve, delay));
      try {
        return await this.#transport.request(request);
      } catch (nextError) {
        error = nextError;
      }
    }
    throw error;
  }

  #streamRequest(path: string, invocation: InvocationKey, contentType: string, trailers: string): ApiRequest {
    const framing = ['Transfer-Encoding', 'chunked', 'Trailer', trailers];
    const headers = ['Content-Type', contentType, RESPONSE_MODE, 'streaming', ...framing];
    return {
      method: 'POST',
      path,
      headers: withInvocationId(headers, invocation),
      stallTimeout: this.#stallTimeout,
    };
  }

  #post(path: string, headers: readonly string[], body: string, responseLength?: number): Promise<void> {
    const request: ApiRequest = { method: 'POST', path, headers, body, stallTimeout: this.#stallTimeout };
    const sent = this.#transport.request(request);
    // Takes only the length. The callback would otherwise keep the body in memory until the platform responds.
    return sent.then((response) => expectAccepted(path, response, responseLength));
  }
}

function parseNext(response: ApiResponse): NextInvocation {
  if (response.status !== 200) throw statusError('invocation/next', response);
  const { headers, body } = response;
  const requestId = headers[invocationHeaders.requestId];
  if (!requestId) {
    throw new ApiContractError(
      'the Runtime API sent an invocation without the header Lambda-Runtime-Aws-Request-Id, so the runtime cannot respond to it',
    );
  }
  const invocationId = headers[invocationHeaders.invocationId] || undefined;
  const traceId = headers[invocationHeaders.traceId] || undefined;
  const tenantId = headers[invocationHeaders.tenantId] || undefined;
  return { requestId, invocationId, traceId, tenantId, headers, body };
}

function invocationPath(invocation: InvocationKey, call: 'response' | 'error'): string {
  return `${VERSION}/invocation/${encodeURIComponent(invocation.requestId)}/${call}`;
}

function withInvocationId(headers: readonly string[], { invocationId }: InvocationKey): readonly string[] {
  return invocationId === undefined ? headers : [...headers, INVOCATION_ID, invocationId];
}

// @compile-later
function errorHeaders(report: ErrorReport): readonly string[] {
  return ['Content-Type', ERROR_CONTENT_TYPE, ERROR_TYPE, report.headerType, ERROR_CAUSE, report.cause];
}

function expectAccepted(path: string, response: ApiResponse, responseLength?: number): void {
  if (!isAccepted(response)) throw statusError(path.slice(VERSION.length + 1), response, responseLength);
}

/** AWS responds with 202, and other implementations of this API with 200. */
function isAccepted(response: ApiResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

// @compile-later
function earlyError(path: string, response: ApiResponse): Error {
  if (!isAccepted(response)) return statusError(path.slice(VERSION.length + 1), response);
  return new ApiContractError('the Runtime API accepted a streamed response before its end');
}

// @compile-later
function statusError(call: string, response: ApiResponse, responseLength?: number): ApiStatusError {
  const { errorType, errorMessage } = parseErrorBody(response.body);
  const detail = [errorType, errorMessage].filter(Boolean).join(': ');
  return new ApiStatusError(call, response.status, errorType, detail, responseLength);
}

/** The platform's errors are JSON. Other text is shown unchanged. */
// @compile-later
function parseErrorBody(body: string): { errorType: string; errorMessage: string } {
  try {
    const parsed = JSON.parse(body) as { errorType?: unknown; errorMessage?: unknown } | null;
    return { errorType: text(parsed?.errorType), errorMessage: text(parsed?.errorMessage) };
  } catch {
    return { errorType: '', errorMessage: body.slice(0, 200) };
  }
}

// @compile-later
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
