import type { StreamSink } from '@alr/writer';
import type { ErrorReport } from '../errors/error-report.ts';
import { ApiConnectionError, ApiContractError, ApiStatusError } from './errors.ts';
import type { ApiRequest, ApiRequestStream, ApiResponse, Transport } from './transport.ts';

const VERSION = '/2018-06-01/runtime';
const NEXT: ApiRequest = { method: 'GET', path: `${VERSION}/invocation/next`, headers: [] };
const RESTORE_NEXT: ApiRequest = { method: 'GET', path: `${VERSION}/restore/next`, headers: [] };
const ERROR_CONTENT_TYPE = 'application/vnd.aws.lambda.error+json';
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';
const ERROR_CAUSE = 'Lambda-Runtime-Function-XRay-Error-Cause';
const RESPONSE_MODE = 'Lambda-Runtime-Function-Response-Mode';
const jsonContent = ['Content-Type', 'application/json'];
const INVOCATION_ID = 'Lambda-Runtime-Invocation-Id';

/** Back-off between the tries of a call that hands out work. */
const retryDelaysMs = [50, 100, 200, 400, 800];
/** No try begins later than this after the first failure, so that an address where nothing is, is told within 5 s. */
const RETRY_WINDOW_MS = 2000;

/** What a reply names its invocation by. */
export interface InvocationKey {
  readonly requestId: string;
  /** Tells a retry from the first try of the same request; echoed where the platform gives one. */
  readonly invocationId: string | undefined;
}

/** An invocation as it was handed out. */
export interface NextInvocation extends InvocationKey {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The event, as it came. */
  readonly body: string;
}

/** The calls of the Runtime API, with their paths, headers and statuses. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export class RuntimeApi {
  readonly #transport: Transport;
  readonly #stallTimeout: number;

  #wasReached = false;

  /** @param stallTimeout how long a reply may go without a byte moving, in milliseconds */
  constructor(transport: Transport, stallTimeout: number) {
    this.#transport = transport;
    this.#stallTimeout = stallTimeout;
  }

  /**
   * Waits, for ever, for the next invocation.
   * @throws {ApiConnectionError} after the tries that a lost connection is worth
   */
  next(): Promise<NextInvocation> {
    return this.#getWork(NEXT, readNext);
  }

  /** @throws {ApiStatusError} the reply was refused; {@link ApiConnectionError} it may or may not have arrived */
  respond(invocation: InvocationKey, body: string): Promise<void> {
    const headers = withInvocationId(jsonContent, invocation);
    return this.#post(invocationPath(invocation, 'response'), headers, body, body.length);
  }

  /**
   * Responds with a stream. The request is sent when the sink is started.
   * @param onRefused called if the platform refuses the response, or the connection is lost
   */
  respondStreaming(invocation: InvocationKey, onRefused: (error: Error) => void): StreamSink {
    const path = invocationPath(invocation, 'response');
    let stream: ApiRequestStream | undefined;
    const started = () => {
      if (stream === undefined) throw new Error('the stream has not been started');
      return stream;
    };
    return {
      start: (contentType, fail) => {
        stream = this.#transport.stream(this.#streamRequest(path, invocation, contentType), (outcome) => {
          const error = outcome instanceof Error ? outcome : earlyError(path, outcome);
          onRefused(error);
          fail(error);
        });
      },
      write: (parts) => started().write(parts),
      end: async () => {
        try {
          expectAccepted(path, await started().end());
        } catch (error) {
          onRefused(error as Error);
          throw error;
        }
      },
    };
  }

  /** Fails an invocation. */
  fail(invocation: InvocationKey, report: ErrorReport): Promise<void> {
    const headers = withInvocationId(errorHeaders(report), invocation);
    return this.#post(invocationPath(invocation, 'error'), headers, report.body);
  }

  /** Says that this process can't take invocations; it is to exit then. */
  initError(report: ErrorReport): Promise<void> {
    return this.#post(`${VERSION}/init/error`, errorHeaders(report), report.body);
  }

  /** Waits, for ever, until this process runs again from its snapshot. */
  restoreNext(): Promise<void> {
    return this.#getWork(RESTORE_NEXT, (response) => {
      if (response.status !== 200) throw statusError('restore/next', response);
    });
  }

  /** Says that this process can't go on from its snapshot; it is to exit then. */
  restoreError(report: ErrorReport): Promise<void> {
    return this.#post(`${VERSION}/restore/error`, errorHeaders(report), report.body);
  }

  /** Whether any answer has come since the start. */
  get wasReached(): boolean {
    return this.#wasReached;
  }

  /** Drops every connection: they don't outlive a snapshot. */
  close(): void {
    this.#transport.close();
  }

  /** Asking for work again hands out the same work again, so that a lost connection loses nothing. */
  #getWork<Work>(request: ApiRequest, read: (response: ApiResponse) => Work): Promise<Work> {
    const take = (response: ApiResponse) => {
      this.#wasReached = true;
      return read(response);
    };
    const again = (error: unknown) => this.#getWorkAgain(request, error).then(take);
    return this.#transport.request(request).then(take, again);
  }

  async #getWorkAgain(request: ApiRequest, failure: unknown): Promise<ApiResponse> {
    const giveUpAt = Date.now() + RETRY_WINDOW_MS;
    let error = failure;
    for (const delay of retryDelaysMs) {
      const isLost = error instanceof ApiConnectionError && error.failure !== 'malformed';
      if (!isLost || Date.now() > giveUpAt) break;
      await new Promise((resolve) => setTimeout(resolve, delay));
      try {
        return await this.#transport.request(request);
      } catch (another) {
        error = another;
      }
    }
    throw error;
  }

  #streamRequest(path: string, invocation: InvocationKey, contentType: string): ApiRequest {
    const framing = ['Transfer-Encoding', 'chunked', 'Trailer', `${ERROR_TYPE}, ${ERROR_BODY}`];
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
    // Without its body, which would be kept in memory until the answer has come.
    return sent.then((response) => expectAccepted(path, response, responseLength));
  }
}

function readNext(response: ApiResponse): NextInvocation {
  if (response.status !== 200) throw statusError('invocation/next', response);
  const { headers, body } = response;
  const requestId = headers['lambda-runtime-aws-request-id'];
  if (!requestId) {
    throw new ApiContractError(
      'the Runtime API handed out an invocation without a Lambda-Runtime-Aws-Request-Id, so it cannot be answered',
    );
  }
  return { requestId, invocationId: headers['lambda-runtime-invocation-id'] || undefined, headers, body };
}

function invocationPath(invocation: InvocationKey, call: 'response' | 'error'): string {
  return `${VERSION}/invocation/${encodeURIComponent(invocation.requestId)}/${call}`;
}

function withInvocationId(headers: readonly string[], { invocationId }: InvocationKey): readonly string[] {
  return invocationId === undefined ? headers : [...headers, INVOCATION_ID, invocationId];
}

function errorHeaders(report: ErrorReport): readonly string[] {
  return ['Content-Type', ERROR_CONTENT_TYPE, ERROR_TYPE, report.headerType, ERROR_CAUSE, report.cause];
}

function expectAccepted(path: string, response: ApiResponse, responseLength?: number): void {
  if (!isAccepted(response)) throw statusError(path.slice(VERSION.length + 1), response, responseLength);
}

/** AWS says 202; other servers of this API say 200. */
function isAccepted(response: ApiResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

function earlyError(path: string, response: ApiResponse): Error {
  if (!isAccepted(response)) return statusError(path.slice(VERSION.length + 1), response);
  return new ApiContractError('the Runtime API took a streamed reply as complete before its end');
}

function statusError(call: string, response: ApiResponse, responseLength?: number): ApiStatusError {
  const { errorType, errorMessage } = parseErrorBody(response.body);
  const detail = [errorType, errorMessage].filter(Boolean).join(': ');
  return new ApiStatusError(call, response.status, errorType, detail, responseLength);
}

/** The platform's errors are JSON; what isn't is shown as it came. */
function parseErrorBody(body: string): { errorType: string; errorMessage: string } {
  try {
    const parsed = JSON.parse(body) as { errorType?: unknown; errorMessage?: unknown } | null;
    return { errorType: text(parsed?.errorType), errorMessage: text(parsed?.errorMessage) };
  } catch {
    return { errorType: '', errorMessage: body.slice(0, 200) };
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
