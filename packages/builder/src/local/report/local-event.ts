import type { FrontKind } from '../front/gateway/gateway.ts';
import type { InvocationReport } from './platform-log.ts';

/** Something that happened in the emulator. */
export type LocalEvent =
  | { type: 'listening'; url: string; functionName: string; front: FrontKind }
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
  /** A requested fault was injected into a call of the Runtime API. */
  | { type: 'fault'; call: string; effect: string }
  | { type: 'restarting'; reason: string }
  /** The restart waits for running invocations, which a debugger may have paused. */
  | { type: 'finishing'; isPaused: boolean }
  /** The function cannot be bundled. The message has the position and a code frame. The last bundle stays in use. */
  | { type: 'build-failed'; message: string; staysInUse: boolean }
  /** How the function gets to AWS, and which of its variables are URLs or ARNs there. */
  | { type: 'aws-access'; credentials: string; variables: readonly string[] }
  /** Something that the user should fix, such as a rejected request or a response that the function URL cannot send. */
  | { type: 'warning'; message: string }
  | { type: 'stopped' };

/** Receives the emulator's events. */
export type LocalEventListener = (event: LocalEvent) => void;
