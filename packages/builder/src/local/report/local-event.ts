import type { ExternalAccess } from '../external/external-access.ts';
import type { FrontKind } from '../front/gateway/gateway.ts';
import type { InvocationReport } from './platform-log.ts';

/** What a function of a project with several functions can be reached through. */
export interface ListeningFunction {
  /** Its name in the project. */
  readonly key: string;
  readonly functionName: string;
  /** Its URL; undefined if it has none. */
  readonly url?: string | undefined;
  /** What HTTP requests reach it through. */
  readonly front?: FrontKind | undefined;
}

/** A queue that a trigger reads. */
export interface ListeningQueue {
  readonly name: string;
  readonly url: string;
}

/** A bucket whose events a trigger gets. */
export interface ListeningBucket {
  readonly name: string;
  readonly url: string;
}

/** A topic whose notifications a trigger gets. */
export interface ListeningTopic {
  readonly name: string;
  readonly arn: string;
}

/** A stream that a trigger reads. */
export interface ListeningStream {
  /** That of a table of DynamoDB has the name of the table. */
  readonly name: string;
  readonly arn: string;
}

/** Something that happened in the emulator. */
export type LocalEvent = LocalEventDetails & {
  /** The name of the function in the project, if that has several, and the event is one of a function. */
  readonly function?: string | undefined;
};

type LocalEventDetails =
  /** With the functions, if there are several. */
  | {
      type: 'listening';
      url: string;
      functionName: string;
      front: FrontKind;
      functions?: readonly ListeningFunction[] | undefined;
      queues?: readonly ListeningQueue[] | undefined;
      buckets?: readonly ListeningBucket[] | undefined;
      topics?: readonly ListeningTopic[] | undefined;
      streams?: readonly ListeningStream[] | undefined;
    }
  /** The console is at this address, which has its token. */
  | { type: 'console'; url: string }
  /** Debuggers can attach at this address. */
  | { type: 'inspecting'; address: string }
  /** The process waits for a debugger before it loads the function: for this long if the last process had one. */
  | { type: 'awaiting-debugger'; limitMs?: number }
  /** A debugger has paused the function. Timeouts stand still. */
  | { type: 'paused' }
  | { type: 'resumed' }
  /** The process starts, or the client of a container of this image. */
  | { type: 'starting'; pid: number; command: readonly string[]; image?: string }
  /** A process of the function wrote a line, while this invocation was its only one. */
  | { type: 'log'; stream: 'stdout' | 'stderr'; line: string; requestId?: string; pid?: number | undefined }
  /** A process of the function has got an invocation. */
  | { type: 'start'; requestId: string; pid?: number | undefined }
  /** An invocation has finished, with this report. */
  | ({ type: 'end' } & InvocationReport)
  /** Spans have come after the end of an invocation, which has so many now. */
  | { type: 'spans'; requestId: string; spans: number }
  /** The initialization failed. The next invocation starts another process. */
  | { type: 'init-failed'; errorType: string; message: string }
  | { type: 'exited'; message: string }
  /** A function with SnapStart is initialized, and waits for an invocation before it continues. */
  | { type: 'snapshot'; initDurationMs: number }
  | { type: 'restoring' }
  /** The process has received SIGTERM, and will be killed after `graceMs`. */
  | { type: 'terminating'; graceMs: number }
  /** An event whose invoker does not wait has failed, and will be delivered again. */
  | { type: 'retrying'; requestId: string; attempt: number; inMs: number }
  /** Such an event is given up. Its record is sent to a destination, if there is one. */
  | {
      type: 'discarded';
      requestId: string;
      condition: 'RetriesExhausted' | 'EventAgeExceeded';
      attempts: number;
      destination?: string | undefined;
    }
  /**
   * A source, as in `bucket:photos`, has passed something on to a function, queue or topic: an object with this key, an
   * event with this detail type. Or a function could not process an event, and the queue for such events has got it.
   */
  | { type: 'passed-on'; from: string; to: string; what?: string }
  /** What the user has put, published or sent to a source, as in `bucket:photos`, matches nothing: an object with this key. */
  | { type: 'unmatched'; from: string; what?: string | undefined }
  /** A function is invoked with messages of a queue. */
  | { type: 'batch'; requestId: string; queue: string; messages: number }
  /** Messages did not match the filter of a trigger, and were deleted. */
  | { type: 'filtered'; queue: string; messages: number }
  /** Some of them, or all, will be delivered again; with a reason unless the function failed or reported them. */
  | {
      type: 'batch-returned';
      requestId: string;
      queue: string;
      messages: number;
      returned: number;
      inMs: number;
      reason?: string | undefined;
      /** Whether the queue is elsewhere, so that the time until then cannot be skipped. */
      isExternal?: boolean | undefined;
    }
  /** Events come from the queues and streams of AWS, or of an emulator of it. */
  | ({ type: 'external' } & ExternalAccess)
  /** Such a source cannot be read, or its messages cannot be deleted. That is retried until it works. */
  | { type: 'source-failed'; source: string; message: string }
  | { type: 'source-recovered'; source: string }
  /** Messages that were received are visible again in their queue, because no function can process them now. */
  | { type: 'released'; queue: string; messages: number }
  /** The emulator ends as soon as the last receive of this queue does, at the latest in this time. */
  | { type: 'last-receive'; queue: string; limitMs: number }
  /** A message has been received too often, and was moved to the dead-letter queue. */
  | { type: 'dead-letter'; queue: string; messageId: string; receiveCount: number; target: string }
  /** A function is invoked with records of a shard of a stream. */
  | { type: 'records'; requestId: string; stream: string; shard: string; records: number }
  /**
   * Some of them, or all, will be delivered again; with a reason unless the function failed or reported them. The shard
   * waits until then.
   */
  | {
      type: 'records-returned';
      requestId: string;
      stream: string;
      shard: string;
      records: number;
      returned: number;
      inMs: number;
      /** Whether the halves are delivered one after the other. */
      isSplit: boolean;
      reason?: string | undefined;
      /** Whether the stream is elsewhere, so that the time until then cannot be skipped. */
      isExternal?: boolean | undefined;
    }
  /** Records are given up. Where they are in the stream is sent to a destination, if there is one. */
  | {
      type: 'records-discarded';
      stream: string;
      shard: string;
      records: number;
      condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
      deliveries: number;
      destination?: string | undefined;
    }
  /** A function is invoked with an earlier event, or with that of a file, to compare the response. */
  | { type: 'replay'; requestId: string; of: string }
  /** The pinned events have been replayed after a reload. */
  | {
      type: 'pinned';
      same: number;
      differs: number;
      different: readonly { readonly of: string; readonly paths: readonly string[] }[];
    }
  /** What earlier runs had left in the folder, and `reset` has deleted. */
  | {
      type: 'reset';
      folder: string;
      messages: number;
      objects: number;
      records: number;
      events: number;
      invocations: number;
    }
  /** What earlier runs have left in the folder, if they have left something, and how far ahead their clock is. */
  | {
      type: 'kept';
      folder: string;
      messages: number;
      objects: number;
      records: number;
      events: number;
      skippedMs: number;
    }
  /** The clock of the event sources has been moved forward. */
  | { type: 'skipped'; ms: number; now: number }
  /** A requested fault was injected into a call of the Runtime API, or a source. */
  | { type: 'fault'; call: string; effect: string }
  /** What decides when a fault with a probability occurs. With the same seed, the same faults occur again. */
  | { type: 'seed'; seed: number }
  | { type: 'restarting'; reason: string }
  /** The restart waits for running invocations, which a debugger may have paused. */
  | { type: 'finishing'; isPaused: boolean }
  /** The function cannot be bundled. The message has the position and a code frame. The last bundle stays in use. */
  | { type: 'build-failed'; message: string; staysInUse: boolean }
  /**
   * How the function gets to AWS, and which of its variables are URLs or ARNs there; which services are local, if any, and
   * which variables were URLs or ARNs of AWS, and are those of local resources instead.
   */
  | {
      type: 'aws-access';
      credentials: string;
      /** How many functions there are, if there are several. */
      functions?: number | undefined;
      /** Whether the function gets placeholder credentials, so that the real AWS rejects its calls. */
      isIsolated?: true | undefined;
      variables: readonly string[];
      localServices?: readonly string[] | undefined;
      /** The address of an emulator, if the services are there instead of on this machine. */
      endpoint?: string | undefined;
      localVariables?: readonly string[] | undefined;
    }
  /** Something that the user should fix, such as a rejected request or a response that the function URL cannot send. */
  | { type: 'warning'; message: string }
  | { type: 'stopped' };

/** Receives the emulator's events. */
export type LocalEventListener = (event: LocalEvent) => void;
