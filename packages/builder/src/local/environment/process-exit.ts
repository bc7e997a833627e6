import type { FunctionFailure } from '../invocation/invocation.ts';
import { platformFailure } from '../invocation/platform-failure.ts';

/** How the function's process came to its end. */
export type ProcessExit =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  | { kind: 'not-started'; error: Error };

/** What the invoker is told when the process ended under its invocation, in AWS's words. */
export function exitFailure(requestId: string, exit: ProcessExit): FunctionFailure {
  const type = exit.kind === 'not-started' ? 'Runtime.InvalidEntrypoint' : 'Runtime.ExitError';
  return platformFailure(type, `RequestId: ${requestId} Error: ${describeExit(exit)}`);
}

/** The same for the log: `Runtime exited with error: exit status 1`. */
export function describeExit(exit: ProcessExit): string {
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`;
    case 'killed':
      return `Runtime exited with error: signal: ${signalNames[exit.signal] ?? exit.signal}`;
    case 'not-started':
      return `Couldn't start the runtime: ${exit.error.message}`;
  }
}

/** Signals as AWS's sandbox, written in Go, names them. */
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
