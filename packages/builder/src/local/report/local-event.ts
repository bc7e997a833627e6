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
    }
  /** Debuggers can attach at this address. */
  | { type: 'inspecting'; address: string }
  /** The process waits for a debugger before it loads the function: for this long if the last process had one. */
  | { type: 'awaiting-debugger'; limitMs?: number }
  /** A debugger has paused the function. Timeouts stand still. */
  | { type: 'paused' }
  | { type: 'resumed' }
  /** The process starts, or the client of a container of this image. */
  | { type: 'starting'; pid: number; command: readonly string[]; image?: string }
  /** The function wrote a line. */
  | { type: 'log'; stream: 'stdout' | 'stderr'; line: string }
  | { type: 'start'; requestId: string }
  /** An invocation has finished, with this report. */
  | ({ type: 'end' } & InvocationReport)
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
  /** A function is invoked with messages of a queue. */
  | { type: 'batch'; requestId: string; queue: string; messages: number }
  /** Some of them, or all, will be delivered again; with a reason unless the function failed or reported them. */
  | {
      type: 'batch-returned';
      requestId: string;
      queue: string;
      messages: number;
      returned: number;
      inMs: number;
      reason?: string | undefined;
    }
  /** A message has been received too often, and was moved to the dead-letter queue. */
  | { type: 'dead-letter'; queue: string; messageId: string; receiveCount: number; target: string }
  /** The clock of the event sources has been moved forward. */
  | { type: 'skipped'; ms: number; now: number }
  /** A requested fault was injected into a call of the Runtime API, or a source. */
  | { type: 'fault'; call: string; effect: string }
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
      variables: readonly string[];
      localServices?: readonly string[] | undefined;
      localVariables?: readonly string[] | undefined;
    }
  /** Something that the user should fix, such as a rejected request or a response that the function URL cannot send. */
  | { type: 'warning'; message: string }
  | { type: 'stopped' };

/** Receives the emulator's events. */
export type LocalEventListener = (event: LocalEvent) => void;
