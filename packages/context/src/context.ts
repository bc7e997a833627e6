import type { ClientContext, CognitoIdentity } from './caller.ts';
import { readObject, readRequired, readTime } from './header-values.ts';
import { type HeaderReader, type InvocationHeaders, readerOf } from './invocation-headers.ts';
import { InvocationSignal } from './invocation-signal.ts';
import { RemovedMethodError } from './removed-method-error.ts';

/** The environment variables that tell a function about itself; `process.env` is such an object. */
export interface ContextEnvironment {
  readonly AWS_LAMBDA_FUNCTION_NAME?: string | undefined;
  readonly AWS_LAMBDA_FUNCTION_VERSION?: string | undefined;
  readonly AWS_LAMBDA_FUNCTION_MEMORY_SIZE?: string | undefined;
  readonly AWS_LAMBDA_LOG_GROUP_NAME?: string | undefined;
  readonly AWS_LAMBDA_LOG_STREAM_NAME?: string | undefined;
}

/** When `context.signal` aborts. */
export interface ContextOptions {
  /** How long before the deadline, in ms; by default 500, or a tenth of the time given where that is less. */
  readonly abortBeforeDeadline?: number | undefined;
  /** Aborts when the process is being shut down. */
  readonly shutdown?: AbortSignal | undefined;
}

/** The most that Lambda gives an invocation, in ms (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const LONGEST_INVOCATION = 15 * 60 * 1000;

/**
 * What a handler is told about its invocation, in the shape of AWS's Node runtime
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html).
 *
 * The data members are own and enumerable, so that `{...context}` and `JSON.stringify(context)` hold them and nothing
 * else; an optional one that the invocation doesn't have is left out. A member that the environment should tell is
 * empty where it doesn't, as outside of Lambda.
 */
export class Context implements Disposable {
  /** The invocation's id; a retry of it has the same. */
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** The ARN that was called, with the version or alias that it named. */
  readonly invokedFunctionArn: string;
  /** The function's memory in MB; a string, as on AWS. */
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the invocation times out, in ms since the epoch. */
  readonly deadlineMs: number;
  /** The X-Ray trace header: `Root=...;Parent=...;Sampled=...`. */
  declare readonly traceId?: string;
  /** The tenant that the invocation is for, where the function isolates its tenants. */
  declare readonly tenantId?: string;
  /** What the caller sent as the `ClientContext` of Invoke. */
  declare readonly clientContext?: ClientContext;
  /** Who called, where the call was signed with the credentials of an Amazon Cognito identity. */
  declare readonly identity?: CognitoIdentity;
  /** How many ms are left before the invocation times out, 0 once it has. Works taken off its object too. */
  declare readonly getRemainingTimeInMillis: () => number;

  readonly #abortBeforeDeadline: number;
  readonly #shutdown: AbortSignal | undefined;
  #signal: InvocationSignal | undefined;
  #isOver = false;
  #waitsForEmptyEventLoop = true;

  /**
   * Makes the context of an invocation from the headers that the Runtime API answered `next` with. An empty header
   * counts as absent; without a deadline, the most that Lambda gives is assumed.
   *
   * @throws InvalidContextHeaderError where the request id is missing, the deadline isn't a time, or the client context
   * or the Cognito identity isn't a JSON object.
   * @throws RangeError where `abortBeforeDeadline` isn't a number of ms.
   */
  static fromHeaders(
    headers: InvocationHeaders,
    env: ContextEnvironment = process.env,
    options: ContextOptions = {},
  ): Context {
    return new Context(readerOf(headers), env, options);
  }

  private constructor(read: HeaderReader, env: ContextEnvironment, options: ContextOptions) {
    const now = Date.now();
    const deadlineMs = readTime(read, 'lambda-runtime-deadline-ms') ?? now + LONGEST_INVOCATION;
    this.awsRequestId = readRequired(read, 'lambda-runtime-aws-request-id');
    this.functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? '';
    this.functionVersion = env.AWS_LAMBDA_FUNCTION_VERSION ?? '';
    this.invokedFunctionArn = read('lambda-runtime-invoked-function-arn') ?? '';
    this.memoryLimitInMB = env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '';
    this.logGroupName = env.AWS_LAMBDA_LOG_GROUP_NAME ?? '';
    this.logStreamName = env.AWS_LAMBDA_LOG_STREAM_NAME ?? '';
    this.deadlineMs = deadlineMs;

    const traceId = read('lambda-runtime-trace-id');
    if (traceId !== undefined) this.traceId = traceId;
    const tenantId = read('lambda-runtime-aws-tenant-id');
    if (tenantId !== undefined) this.tenantId = tenantId;
    const clientContext = readObject(read, 'lambda-runtime-client-context');
    // Its members are the caller's word: see the type.
    if (clientContext !== undefined) this.clientContext = clientContext as ClientContext;
    const identity = readObject(read, 'lambda-runtime-cognito-identity');
    // Its members are Lambda's own, not the caller's.
    if (identity !== undefined) this.identity = identity as CognitoIdentity;

    // Not a method: handlers written for AWS's runtime take it off the context.
    const getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
    Object.defineProperty(this, 'getRemainingTimeInMillis', {
      value: getRemainingTimeInMillis,
      writable: true,
      configurable: true,
    });
    this.#abortBeforeDeadline = marginOf(options, deadlineMs - now);
    this.#shutdown = options.shutdown;
  }

  /**
   * Aborts shortly before the deadline (its reason is a `DeadlineError`) and on shutdown (a `ShutdownError`). Hand it to
   * `fetch`, to an AWS SDK client or to a loop of your own, and there is time left to reply. Made on first use; it keeps
   * no process alive.
   */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#signal = new InvocationSignal(this.deadlineMs, this.#abortBeforeDeadline, this.#shutdown);
      if (!this.#isOver) this.#signal.watch();
    }
    return this.#signal.signal;
  }

  /** Whether a reply given to a callback waits for the event loop to be empty. */
  get callbackWaitsForEmptyEventLoop(): boolean {
    return this.#waitsForEmptyEventLoop;
  }

  set callbackWaitsForEmptyEventLoop(waits: boolean) {
    this.#waitsForEmptyEventLoop = waits;
  }

  /** Says that the invocation is over: the signal's timer and listener are gone, and it doesn't abort any more. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#signal?.[Symbol.dispose]();
  }

  /** @deprecated Throws a `RemovedMethodError`: return the result, or throw the error. */
  done(_error?: unknown, _result?: unknown): never {
    throw new RemovedMethodError('done', 'return the result, or throw the error');
  }

  /** @deprecated Throws a `RemovedMethodError`: throw the error. */
  fail(_error?: unknown): never {
    throw new RemovedMethodError('fail', 'throw the error');
  }

  /** @deprecated Throws a `RemovedMethodError`: return the result. */
  succeed(_messageOrResult?: unknown, _result?: unknown): never {
    throw new RemovedMethodError('succeed', 'return the result');
  }
}

/** How long before the deadline the signal aborts, in ms. */
function marginOf({ abortBeforeDeadline }: ContextOptions, timeGiven: number): number {
  if (abortBeforeDeadline === undefined) return Math.min(500, timeGiven / 10);
  if (Number.isFinite(abortBeforeDeadline) && abortBeforeDeadline >= 0) return abortBeforeDeadline;
  throw new RangeError(`abortBeforeDeadline must be a number of ms, 0 or more, not ${String(abortBeforeDeadline)}`);
}
