import { constants } from 'node:os';
import { type FunctionFailure, platformFailure } from '../invocation/function-failure.ts';

/** How the function's process ended. */
export type ProcessExit =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  | { kind: 'not-started'; error: Error };

/** The client of a container exits with 128 and the signal's number if a signal has ended the container. */
export function exitOfContainer(exit: ProcessExit): ProcessExit {
  if (exit.kind !== 'exited' || exit.code <= 128) return exit;
  const signal = Object.entries(constants.signals).find(([, number]) => number === exit.code - 128)?.[0];
  return signal === undefined ? exit : { kind: 'killed', signal: signal as NodeJS.Signals };
}

/** What the invoker gets, in AWS's words, if the process ends during an invocation. */
export function exitFailure(requestId: string, exit: ProcessExit): FunctionFailure {
  const type = exit.kind === 'not-started' ? 'Runtime.InvalidEntrypoint' : 'Runtime.ExitError';
  return platformFailure(type, `RequestId: ${requestId} Error: ${describeExit(exit)}`);
}

/** The exit in AWS's words: `Runtime exited with error: exit status 1`. */
export function describeExit(exit: ProcessExit): string {
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`;
    case 'killed':
      return `Runtime exited with error: signal: ${signalNames[exit.signal] ?? exit.signal}`;
    case 'not-started':
      return `Could not start the runtime: ${describeError(exit.error)}`;
  }
}

function describeError(error: NodeJS.ErrnoException): string {
  return error.code === 'E2BIG'
    ? 'its arguments and environment variables are too long for this system'
    : error.message;
}

/** Signals by the names that AWS's sandbox, written in Go, gives them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
