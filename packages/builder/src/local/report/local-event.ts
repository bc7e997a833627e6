import type { InvocationReport } from './platform-log.ts';

/** What happens in the emulator, told as it happens. */
export type LocalEvent =
  | { type: 'listening'; url: string; functionName: string }
  | { type: 'starting'; pid: number; command: readonly string[] }
  /** A line that the function wrote. */
  | { type: 'log'; stream: 'stdout' | 'stderr'; line: string }
  | { type: 'start'; requestId: string }
  /** The invocation is over, and this is its report. */
  | ({ type: 'end' } & InvocationReport)
  /** The function could not be initialised; the next invocation tries anew. */
  | { type: 'init-failed'; errorType: string; message: string }
  | { type: 'exited'; message: string }
  /** A function with SnapStart is initialised, and goes on when an invocation waits. */
  | { type: 'snapshot'; initDurationMs: number }
  | { type: 'restoring' }
  /** The process has been told to end, and is ended where it hasn't after `graceMs`. */
  | { type: 'terminating'; graceMs: number }
  /** A fault that was asked for: what the call of the Runtime API has met with. */
  | { type: 'fault'; call: string; effect: string }
  | { type: 'restarting'; reason: string }
  /** A request that was not let in, a reply that the function URL can't use: what only the user can mend. */
  | { type: 'warning'; message: string }
  | { type: 'stopped' };

/** Receives the emulator's events. */
export type LocalEventListener = (event: LocalEvent) => void;
