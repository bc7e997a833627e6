// @compile-at-start
// Targets before ES2026 do not include these types.
/// <reference lib="esnext.disposable" preserve="true" />
import { RemovedMethodError } from './errors.ts';
import { readClientContext, readObject, readRequired, readTime } from './header-values.ts';
import { type HeaderReader, type InvocationHeaders, readerOf } from './invocation-headers.ts';
import { InvocationSignal } from './invocation-signal.ts';

/** The identity of an Amazon Cognito caller. */
export interface CognitoIdentity {
  readonly cognitoIdentityId: string;
  readonly cognitoIdentityPoolId: string;
}

/**
 * What the caller sent as the `ClientContext` of Invoke. By convention, it has the form that the AWS Mobile SDK sends,
 * but callers may send any JSON, so check what you read. The required members are those of `@types/aws-lambda`.
 */
export interface ClientContext {
  readonly client: ClientContextClient;
  /** What the code of the caller added. */
  readonly custom?: unknown;
  readonly env: ClientContextEnv;
}

/** The app of the caller. */
export interface ClientContextClient {
  readonly installationId: string;
  readonly appTitle: string;
  readonly appVersionName: string;
  readonly appVersionCode: string;
  readonly appPackageName: string;
}

/** The device that the app runs on. */
export interface ClientContextEnv {
  readonly platformVersion: string;
  readonly platform: string;
  readonly make: string;
  readonly model: string;
  readonly locale: string;
}

/** The environment variables that describe the function, such as in `process.env`. */
export interface ContextEnvironment {
  readonly AWS_LAMBDA_FUNCTION_NAME?: string | undefined;
  readonly AWS_LAMBDA_FUNCTION_VERSION?: string | undefined;
  readonly AWS_LAMBDA_FUNCTION_MEMORY_SIZE?: string | undefined;
  readonly AWS_LAMBDA_LOG_GROUP_NAME?: string | undefined;
  readonly AWS_LAMBDA_LOG_STREAM_NAME?: string | undefined;
}

/** Determines when `context.signal` aborts. */
export interface ContextOptions {
  /** How long before the deadline the signal aborts, in ms. By default 500, or a tenth of the time given if less. */
  readonly abortBeforeDeadline?: number | undefined;
  /** Aborts when the process shuts down. */
  readonly shutdown?: AbortSignal | undefined;
}

/** The key of a member that only `@alr/event` reads, which looks for it by the same string. */
const IS_ENDING: unique symbol = Symbol.for('@alr/context.is-ending') as never;

/** The longest timeout of a function (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const LONGEST_TIMEOUT_MS = 15 * 60 * 1000;

/**
 * The invocation that a handler runs for, in the form of AWS's Node.js runtime
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html).
 *
 * The data members and `getRemainingTimeInMillis` are own and enumerable, so that `{...context}` has them and nothing
 * else, and `JSON.stringify(context)` has the data. Optional members are absent if the invocation does not have them.
 * Members that come from the environment are empty if it does not set them, as outside Lambda.
 */
export class Context implements Disposable {
  /** The id of the invocation. A retry has the same id. */
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** The ARN that was invoked, including the version or alias. */
  readonly invokedFunctionArn: string;
  /** The memory of the function in MB. A string, as on AWS. */
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** When the invocation times out, in ms since the epoch. */
  readonly deadlineMs: number;
  /** The X-Ray trace header: `Root=...;Parent=...;Sampled=...`. */
  declare readonly traceId?: string;
  /** The same as `traceId`, under the name that AWS's runtime uses. */
  declare readonly xRayTraceId?: string;
  /** The tenant that the invocation is for, if the function isolates its tenants. */
  declare readonly tenantId?: string;
  /** What the caller sent as the `ClientContext` of Invoke. */
  declare readonly clientContext?: ClientContext;
  /** The identity of the caller, if the call was signed with the credentials of an Amazon Cognito identity. */
  declare readonly identity?: CognitoIdentity;
  /** How many ms are left before the invocation times out; never less than 0. Needs no `this`. */
  declare readonly getRemainingTimeInMillis: () => number;

  readonly #abortBeforeDeadline: number;
  readonly #shutdown: AbortSignal | undefined;
  #signal: InvocationSignal | undefined;
  #isOver = false;
  #waitsForEmptyEventLoop = true;

  /**
   * Creates the context of an invocation from the headers of the Runtime API's response to `next`. An empty header
   * counts as absent. Without a deadline, the longest timeout of a function is assumed.
   *
   * @throws {InvalidContextHeaderError} the request id is missing, the deadline is not a time, the client context is not
   * JSON, or the Cognito identity is not a JSON object
   * @throws {RangeError} `abortBeforeDeadline` is not a number of ms
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
    const deadlineMs = readTime(read, 'lambda-runtime-deadline-ms') ?? now + LONGEST_TIMEOUT_MS;
    this.awsRequestId = readRequired(read, 'lambda-runtime-aws-request-id');
    this.functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? '';
    this.functionVersion = env.AWS_LAMBDA_FUNCTION_VERSION ?? '';
    this.invokedFunctionArn = read('lambda-runtime-invoked-function-arn') ?? '';
    this.memoryLimitInMB = env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '';
    this.logGroupName = env.AWS_LAMBDA_LOG_GROUP_NAME ?? '';
    this.logStreamName = env.AWS_LAMBDA_LOG_STREAM_NAME ?? '';
    this.deadlineMs = deadlineMs;

    const traceId = read('lambda-runtime-trace-id');
    if (traceId !== undefined) {
      this.traceId = traceId;
      this.xRayTraceId = traceId;
    }
    const tenantId = read('lambda-runtime-aws-tenant-id');
    if (tenantId !== undefined) this.tenantId = tenantId;
    const clientContext = readClientContext(read, 'lambda-runtime-client-context');
    // The caller decides what its members are: see the type.
    if (clientContext !== undefined) this.clientContext = clientContext as ClientContext;
    const identity = readObject(read, 'lambda-runtime-cognito-identity');
    // Lambda writes it, not the caller.
    if (identity !== undefined) this.identity = identity as CognitoIdentity;

    // Not a method: handlers written for AWS's runtime destructure it, and copy it with the data.
    this.getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
    this.#abortBeforeDeadline = marginOf(options, deadlineMs - now);
    this.#shutdown = options.shutdown;
  }

  /**
   * Aborts shortly before the deadline, with a `DeadlineError` as its reason, and on shutdown, with a `ShutdownError`.
   * Pass it to `fetch`, to an AWS SDK client or to your own loop, and there is time left to respond. It is created on
   * first use, and does not keep the process alive.
   */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#signal = new InvocationSignal(this.deadlineMs, this.#abortBeforeDeadline, this.#shutdown);
      if (!this.#isOver) this.#signal.watch();
    }
    return this.#signal.signal;
  }

  /** Whether `signal` has aborted, or would have by now. Needs neither the signal nor its timer. */
  get [IS_ENDING](): boolean {
    if (this.#signal !== undefined) return this.#signal.signal.aborted;
    const hasPassed = this.deadlineMs - this.#abortBeforeDeadline <= Date.now();
    return !this.#isOver && (hasPassed || this.#shutdown?.aborted === true);
  }

  /** Whether a response passed to a callback is sent only when the event loop is empty. */
  get callbackWaitsForEmptyEventLoop(): boolean {
    return this.#waitsForEmptyEventLoop;
  }

  set callbackWaitsForEmptyEventLoop(waits: boolean) {
    this.#waitsForEmptyEventLoop = waits;
  }

  /** Ends the invocation: removes the timer and the listener of the signal, which no longer aborts. */
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
