/** What the API of the emulator returns. The tests compare it with a running emulator. */

export type SourceKind = 'function' | 'queue' | 'bucket' | 'topic' | 'bus' | 'stream' | 'schedule' | 'http';

export interface ConsoleTrigger {
  /** The kind of sample event that it leads to. */
  readonly sample: string;
  readonly name: string;
  readonly type: string;
}

export interface ConsoleFunction {
  /** Its name in the project. */
  readonly key: string;
  readonly functionName: string;
  readonly url?: string;
  readonly state: 'ready' | 'busy' | 'build-failed';
  readonly triggers: readonly ConsoleTrigger[];
  readonly timeoutMs: number;
  readonly memorySizeMB: number;
  /** Undefined if a command or an image runs. */
  readonly handler?: string;
}

export interface PipelineNode {
  readonly id: string;
  readonly kind: SourceKind;
  readonly name: string;
  /** Messages of a queue, by state; objects of a bucket; records of a stream. */
  readonly visible?: number;
  readonly hidden?: number;
  readonly delayed?: number;
  readonly objects?: number;
  readonly records?: number;
  /** When a schedule is due next, or a message of a queue is visible again, in milliseconds since 1970. */
  readonly nextDue?: number;
  /** For a dead-letter queue: the queues whose messages it gets. */
  readonly deadLettersOf?: readonly string[];
  /** What `--front` calls a trigger for requests. */
  readonly front?: string;
  /** Where requests reach the function; missing if another trigger for requests is served. */
  readonly url?: string;
  /** Of an HTTP API. */
  readonly routes?: readonly string[];
}

export interface PipelineEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Of a rule of an event bus: JSON. */
  readonly pattern?: string;
  /** Of the keys that a bucket passes on. */
  readonly prefix?: string;
}

/** An invocation that has not ended. */
export interface ListedRunning {
  readonly requestId: string;
  readonly function: string;
  /** On the clock of the machine, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly source: string;
  /** What its event is about. */
  readonly about: string;
}

export interface ConsoleState {
  readonly version: string;
  readonly directory: string;
  /** Its name. */
  readonly project: string;
  readonly functions: readonly ConsoleFunction[];
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly clock: { readonly now: number; readonly skipped: number; readonly nextDue?: number };
  readonly faults: readonly string[];
  /** Where the state is kept. Undefined if it is only in memory. */
  readonly data?: string;
  /** The invocations that are running. */
  readonly running?: readonly ListedRunning[];
  /** The numbers of the first event that is kept, and of the last one. */
  readonly firstSeq: number;
  readonly seq: number;
}

export type InvocationStatus = 'success' | 'error' | 'timeout';

/** An invocation in a list. */
export interface InvocationSummary {
  readonly id: number;
  readonly requestId: string;
  readonly function: string;
  readonly source: string;
  readonly status: InvocationStatus;
  /** On the clock of the sources, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attempt: number;
  readonly pinned: boolean;
  /** What its event is about. */
  readonly about?: string;
  /** The HTTP status of the response to a request. */
  readonly statusCode?: number;
  /** How many records of its batch will be delivered again, although the function succeeded. */
  readonly returned?: number;
  /** The request id of what it repeats, or the name of a file. */
  readonly replayOf?: string;
  /** Its replay after the last change of the code, if it is pinned, and the paths at which that differs. */
  readonly lastReplay?: { readonly id: number; readonly differs: readonly string[] };
}

/** The error as the invoker gets it. */
export interface FunctionError {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly stackTrace?: readonly string[];
  readonly trace?: readonly string[];
  readonly cause?: FunctionError;
  /** Those of an `AggregateError`. */
  readonly errors?: readonly FunctionError[];
}

/** A part of the time of an invocation. */
export interface Phase {
  readonly name: 'init' | 'restore' | 'invoke';
  /** Since the invocation was sent: negative if the process was started before. */
  readonly startMs: number;
  readonly durationMs: number;
}

export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly resource?: string;
  readonly status: number;
  readonly errorCode?: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** A part of the time that the function has measured itself, with X-Ray or OpenTelemetry. */
export interface TraceSpan {
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** A streamed response as a whole, of which not all chunks are kept. */
export interface StreamTotals {
  readonly chunks: number;
  readonly bytes: number;
  readonly lastAtMs: number;
}

/** What an invocation that runs has streamed so far. */
export interface RunningStream {
  readonly isRunning: boolean;
  readonly chunks: readonly Chunk[];
  readonly stream?: StreamTotals;
  readonly text?: string;
}

export interface Chunk {
  readonly atMs: number;
  readonly bytes: number;
}

export interface BatchRecord {
  readonly id: string;
  readonly receiveCount?: number;
}

export interface Invocation extends InvocationSummary {
  readonly event?: unknown;
  readonly response?: unknown;
  /** If the response is no text. */
  readonly responseBase64?: string;
  /** The kind of the error, such as `Sandbox.Timedout`. */
  readonly errorType?: string;
  readonly error?: FunctionError | string;
  readonly clientContext?: unknown;
  readonly traceHeader: string;
  readonly logs: readonly string[];
  /** How many lines before them are not kept. */
  readonly lostLines?: number;
  readonly batch?: { readonly from: string; readonly records: readonly BatchRecord[] };
  readonly phases: readonly Phase[];
  readonly calls: readonly AwsCall[];
  readonly spans?: readonly TraceSpan[];
  readonly chunks?: readonly Chunk[];
  readonly stream?: StreamTotals;
  readonly codeLoadedAt: number;
  readonly faults: readonly string[];
}

/** A difference between two JSON values: what has gone, and what has come. */
export interface Difference {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** How two invocations differ. */
export interface Comparison {
  readonly response: readonly Difference[];
  readonly calls: readonly Difference[];
}

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly state: 'visible' | 'hidden' | 'delayed';
  readonly receiveCount: number;
  readonly visibleAt: number;
  readonly sentAt: number;
  readonly attributes?: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
  readonly groupId?: string;
  /** The queue in which it has failed. */
  readonly deadLetterSource?: string;
}

export interface QueueDetails {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly messages: readonly QueueMessage[];
  readonly count: number;
}

export interface BucketObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: number;
  readonly eTag: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface BucketDetails {
  readonly name: string;
  readonly objects: readonly BucketObject[];
  readonly count: number;
}

/** The response to a request to a function's URL. */
export interface HttpExchange {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** In base64: up to 1 MiB. */
  readonly body: string;
  /** The length of the whole body. */
  readonly bytes: number;
  readonly durationMs: number;
}

/** A field of the form for a sample event. */
export interface SampleField {
  readonly name: string;
  readonly type: 'text' | 'texts' | 'body' | 'headers' | 'number' | 'pairs' | 'flag';
  readonly label: string;
  readonly hint?: string;
  readonly choices?: readonly string[];
}

export interface Sample {
  readonly kind: string;
  /** For people. */
  readonly title: string;
  readonly fields: readonly SampleField[];
}

/** A file in the project's folder `events`. */
export interface SavedEvent {
  readonly name: string;
  readonly function?: string;
  readonly event?: unknown;
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** Something that happened in the emulator. */
export interface ConsoleEvent {
  readonly seq: number;
  /** As ISO 8601. */
  readonly time: string;
  readonly type: string;
  readonly function?: string;
  readonly [member: string]: unknown;
}
