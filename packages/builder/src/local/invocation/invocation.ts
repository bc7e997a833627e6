import { randomUUID } from 'node:crypto';
import { LogTail } from '../report/log-tail.ts';
import { completeTraceHeader } from './trace-header.ts';

/** What an invoker sends. */
export interface InvocationRequest {
  /** The event, JSON in UTF-8. */
  readonly event: Buffer;
  /** Made up where it is left out. */
  readonly requestId?: string | undefined;
  /** JSON, as it reaches the function's context. */
  readonly clientContext?: string | undefined;
  readonly tenantId?: string | undefined;
  /** An X-Ray trace header; what is missing in it is made up. */
  readonly traceHeader?: string | undefined;
}

/** Why an invocation failed: what the invoker is told. */
export interface FunctionFailure {
  /** Like `Function.TypeError` or `Sandbox.Timedout`. */
  readonly errorType: string;
  /** The error's JSON, as the runtime sent it or as the platform words it. */
  readonly body: Buffer;
}

/** What came of an invocation. */
export type Reply =
  | { kind: 'buffered'; contentType: string; body: Buffer }
  /** The body has to be read to its end; it throws a {@link StreamFailure} where the stream failed midway. */
  | { kind: 'streaming'; contentType: string; body: AsyncIterable<Buffer> }
  | { kind: 'failed'; failure: FunctionFailure };

/** Where an invocation stands; it only ever moves forward. */
export type InvocationState = 'queued' | 'running' | 'answering' | 'answered' | 'ended';

/** A stream that ended in an error, after part of it was sent. */
export class StreamFailure extends Error {
  readonly failure: FunctionFailure;

  constructor(failure: FunctionFailure) {
    super(failure.body.toString());
    this.failure = failure;
  }

  override get name(): string {
    return 'StreamFailure';
  }
}

/** One event on its way through the function: it gets one reply, whatever happens. */
export class Invocation {
  readonly requestId: string;
  /** Tells a late reply from the reply to a retry that has the same request id. */
  readonly invocationId: string = randomUUID();
  readonly request: InvocationRequest;
  readonly traceHeader: string;
  readonly logs: LogTail = new LogTail();
  /** Settles once, with the reply's head at least; never rejects. */
  readonly reply: Promise<Reply>;
  /** Resolves when the runtime is done with it: it has asked for the next one, or is gone. */
  readonly ended: Promise<void>;
  state: InvocationState = 'queued';
  /** When its time is up, in ms since the epoch. */
  deadlineMs = 0;
  failure: FunctionFailure | undefined;
  /** Resolves when the reply has come in to its end, or has broken off. */
  readonly answered: Promise<void>;
  /** Resolves when it has failed, if it does: before it was answered, or in the middle of a stream. */
  readonly failed: Promise<FunctionFailure>;
  readonly #reply = Promise.withResolvers<Reply>();
  readonly #answered = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<FunctionFailure>();
  readonly #ended = Promise.withResolvers<void>();
  #startedAt = 0;

  /** @param isSampled whether it is traced where its invoker doesn't say */
  constructor(request: InvocationRequest, isSampled = false) {
    this.request = request;
    this.requestId = request.requestId ?? randomUUID();
    this.traceHeader = completeTraceHeader(request.traceHeader, isSampled);
    this.reply = this.#reply.promise;
    this.answered = this.#answered.promise;
    this.failed = this.#failed.promise;
    this.ended = this.#ended.promise;
  }

  /** Hands it to a runtime that now has `timeoutMs` for it. */
  start(timeoutMs: number): void {
    this.state = 'running';
    this.#startedAt = performance.now();
    this.deadlineMs = Date.now() + timeoutMs;
  }

  /** How long ago it was handed over. */
  get durationMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Gives the invoker its reply. Only the first counts. */
  answer(reply: Reply): void {
    if (reply.kind === 'failed') this.failure ??= reply.failure;
    this.#reply.resolve(reply);
  }

  /** Fails it, where it has not been answered or its stream is still under way. */
  fail(failure: FunctionFailure): void {
    if (this.state === 'answered' || this.state === 'ended') return;
    this.answer({ kind: 'failed', failure });
    this.failure ??= failure;
    this.#failed.resolve(failure);
  }

  /** The reply is over. */
  finishReply(): void {
    if (this.state === 'answering') this.state = 'answered';
    this.#answered.resolve();
  }

  /** Nothing more comes of it. */
  end(): void {
    this.state = 'ended';
    this.#answered.resolve();
    this.#ended.resolve();
  }
}
