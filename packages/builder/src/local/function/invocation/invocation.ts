import { randomUUID } from 'node:crypto';
import type { FunctionClock } from '../../clock/function-clock.ts';
import { LogTail } from '../../report/log-tail.ts';
import type { FunctionFailure } from './function-failure.ts';
import { randomHex } from './random-hex.ts';

/** How far the deadline is ahead with a debugger, so that a pause does not make the function miss it: a day. */
const INSPECTED_DEADLINE_MS = 86_400_000;

/** What an invoker sends. */
export interface InvocationRequest {
  /** The event: JSON in UTF-8. */
  readonly event: Buffer;
  /** Default: a random UUID. */
  readonly requestId?: string | undefined;
  /** JSON in ASCII on one line, because the runtime gets it as a header. */
  readonly clientContext?: string | undefined;
  readonly tenantId?: string | undefined;
  /** An X-Ray trace header. Missing fields are generated. */
  readonly traceHeader?: string | undefined;
}

/** What the invoker receives. */
export type InvocationResponse =
  | { kind: 'buffered'; contentType: string; body: Buffer }
  /** The body must be read to its end. It throws a ResponseStreamError if the stream fails midway. */
  | { kind: 'streaming'; contentType: string; body: AsyncIterable<Buffer> }
  | { kind: 'failed'; failure: FunctionFailure };

/** How much of a streamed response is kept, and of how many of its chunks the times. */
const KEPT_BYTES = 6 * 1024 * 1024;
const KEPT_CHUNKS = 10_000;

/** A part of the time of an invocation. */
export interface InvocationPhase {
  readonly name: 'init' | 'restore' | 'invoke';
  /** When it began, in milliseconds since the invocation was sent: negative if the process was started before. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** A chunk of a streamed response. */
export interface ResponseChunk {
  /** When the invoker got it, in milliseconds since the invocation was sent. */
  readonly atMs: number;
  readonly bytes: number;
}

/** A streamed response as a whole, of which not all chunks are kept. */
export interface StreamTotals {
  readonly chunks: number;
  readonly bytes: number;
  /** When the invoker got the last chunk, in milliseconds since the invocation was sent. */
  readonly lastAtMs: number;
}

/** How far an invocation has come. It only moves forward. */
export type InvocationState = 'queued' | 'running' | 'responding' | 'responded' | 'ended';

/** One event on its way through the function. It gets exactly one response, whatever happens to the process. */
export class Invocation {
  readonly requestId: string;
  /** Distinguishes a late response from the response to a retry, which has the same request id. */
  readonly invocationId: string = randomUUID();
  readonly request: InvocationRequest;
  readonly traceHeader: string;
  readonly logs: LogTail = new LogTail();
  /** Resolves when the response, or the head of a streamed one, has arrived. Never rejects. */
  readonly response: Promise<InvocationResponse>;
  /** Resolves when the whole response has arrived, or the runtime has disconnected. */
  readonly responseReceived: Promise<void>;
  /** Resolves if it fails, before the response or in the middle of a stream. */
  readonly failed: Promise<FunctionFailure>;
  /** Resolves if the client leaves before the end of the response. */
  readonly abandoned: Promise<void>;
  /** Resolves when the runtime has polled for the next one or exited, and the log is complete. */
  readonly closed: Promise<void>;
  readonly #response = Promise.withResolvers<InvocationResponse>();
  readonly #responseReceived = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<FunctionFailure>();
  readonly #abandoned = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #isAbandoned = false;
  #state: InvocationState = 'queued';
  #failure: FunctionFailure | undefined;
  #clock: FunctionClock | undefined;
  readonly #sentAt = performance.now();
  #waitedMs = 0;
  #startedAt = 0;
  #endedAt: number | undefined;
  #deadlineMs = 0;
  #body: Buffer[] = [];
  #chunks: ResponseChunk[] | undefined;
  #stream: StreamTotals | undefined;
  readonly #phases: InvocationPhase[] = [];
  /** Settled when the invoker has read a streamed response, if it has begun to. */
  #bodyRead: Promise<void> | undefined;

  /** @param isSampled whether to trace it if the invoker does not say */
  constructor(request: InvocationRequest, isSampled = false) {
    this.request = request;
    this.requestId = request.requestId ?? randomUUID();
    this.traceHeader = completeTraceHeader(request.traceHeader, isSampled);
    this.response = this.#response.promise;
    this.responseReceived = this.#responseReceived.promise;
    this.failed = this.#failed.promise;
    this.abandoned = this.#abandoned.promise;
    this.closed = this.#closed.promise;
  }

  get state(): InvocationState {
    return this.#state;
  }

  get failure(): FunctionFailure | undefined {
    return this.#failure;
  }

  /** Whether the runtime is working on it, although its client has left. */
  get isRunningAbandoned(): boolean {
    return this.#isAbandoned && (this.#state === 'running' || this.#state === 'responding');
  }

  /** When its time is up, in ms since the epoch. */
  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  /** How long it has been running, or ran. */
  get durationMs(): number {
    return this.#clock === undefined ? 0 : (this.#endedAt ?? this.#clock.now()) - this.#startedAt;
  }

  /** How many milliseconds ago it was sent. */
  get ageMs(): number {
    return performance.now() - this.#sentAt;
  }

  /** The response, as far as the invoker has read it; up to 6 MiB of a streamed one. */
  get body(): Buffer {
    const [first, ...others] = this.#body;
    return first !== undefined && others.length === 0 ? first : Buffer.concat(this.#body);
  }

  /** What the invoker has read of a streamed response; undefined if it was not streamed. */
  get stream(): StreamTotals | undefined {
    return this.#stream;
  }

  /** The first 10,000 chunks of a streamed response, as far as the invoker has read it; undefined if it was not streamed. */
  get chunks(): readonly ResponseChunk[] | undefined {
    return this.#chunks;
  }

  /** What its time was spent on. Complete when it is closed; none if it has never started. */
  get phases(): readonly InvocationPhase[] {
    return this.#phases;
  }

  /** Resolves when it has ended, and the invoker has read the response. */
  async finished(): Promise<void> {
    await this.closed;
    await this.#bodyRead;
  }

  /** A runtime has received the event and has `timeoutMs` to respond, on a clock that may stand still meanwhile. */
  start(timeoutMs: number, clock: FunctionClock): void {
    this.#state = 'running';
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#waitedMs = this.ageMs;
    this.#deadlineMs = Date.now() + (clock.canStop ? INSPECTED_DEADLINE_MS : timeoutMs);
  }

  /** The runtime has begun to send its response. */
  beginResponse(): void {
    this.#state = 'responding';
  }

  /** Passes a response to the invoker. Only the first one counts. */
  respond(response: InvocationResponse): void {
    if (response.kind === 'failed') this.#failure ??= response.failure;
    if (response.kind === 'buffered') this.#body = [response.body];
    const isStream = response.kind === 'streaming';
    this.#response.resolve(isStream ? { ...response, body: this.#keep(response.body) } : response);
  }

  /** Passes a streamed response on, and keeps its beginning. */
  async *#keep(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const read = Promise.withResolvers<void>();
    this.#bodyRead = read.promise;
    const times: ResponseChunk[] = [];
    this.#chunks = times;
    let [count, length] = [0, 0];
    try {
      for await (const chunk of chunks) {
        const atMs = this.ageMs;
        count += 1;
        length += chunk.length;
        this.#stream = { chunks: count, bytes: length, lastAtMs: atMs };
        if (length <= KEPT_BYTES) this.#body.push(chunk);
        if (times.length < KEPT_CHUNKS) times.push({ atMs, bytes: chunk.length });
        yield chunk;
      }
    } finally {
      read.resolve();
    }
  }

  /** Fails it, unless the whole response has been received. */
  fail(failure: FunctionFailure): void {
    if (this.#state === 'responded' || this.#state === 'ended') return;
    this.respond({ kind: 'failed', failure });
    this.#failed.resolve(failure);
  }

  /** The client has left before the end of the response. As on Lambda, the function runs to its end nevertheless. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#abandoned.resolve();
  }

  /** The runtime has sent all of its response, or has disconnected. */
  finishResponse(): void {
    if (this.#state === 'responding') this.#state = 'responded';
    this.#responseReceived.resolve();
  }

  /** The runtime is done with it. Its last log lines may still be on their way. */
  end(): void {
    this.#state = 'ended';
    if (this.#endedAt !== undefined || this.#clock === undefined) return;
    this.#endedAt = this.#clock.now();
    this.addPhase('invoke', this.#startedAt, this.durationMs);
  }

  /**
   * Adds a part of its time.
   *
   * @param startedAt on the clock of the function
   */
  addPhase(name: InvocationPhase['name'], startedAt: number, durationMs: number): void {
    this.#phases.push({ name, startMs: this.#waitedMs + startedAt - this.#startedAt, durationMs });
  }

  /** It has ended, and its log is complete. */
  close(): void {
    this.end();
    this.#responseReceived.resolve();
    this.#closed.resolve();
  }
}

/**
 * Completes an X-Ray trace header with Root, Parent and Sampled; without all three the X-Ray SDK records nothing.
 *
 * @param header the invoker's header, whose fields are kept
 * @param isSampled whether to sample if the header does not say
 */
export function completeTraceHeader(header = '', isSampled = false, now: number = Date.now()): string {
  const fields = new Map<string, string>();
  for (const field of header.split(';')) {
    const [name = '', value] = field.trim().split('=', 2);
    if (value) fields.set(name, value);
  }
  const root = fields.get('Root') ?? `1-${Math.floor(now / 1000).toString(16)}-${randomHex(12)}`;
  const parent = fields.get('Parent') ?? randomHex(8);
  const sampled = fields.get('Sampled') ?? (isSampled ? '1' : '0');
  const lineage = fields.get('Lineage');
  return `Root=${root};Parent=${parent};Sampled=${sampled === '1' ? 1 : 0}${lineage ? `;Lineage=${lineage}` : ''}`;
}
