/** What a process does that no handler's promise tells. */
export interface ProcessEvents {
  /** Something failed outside of what anybody waits for. Runs in the asynchronous context of what failed. */
  failed(error: unknown, origin: 'exception' | 'rejection'): void;
  /** Nothing is left to run, and yet the process is not done. */
  ranDry(): void;
  /** The process exits by a call of the user's; the result is the exit code that it should have. */
  exiting(code: number): number;
}

/** Watches the process until the function that it returns is called. */
export function guardProcess(events: ProcessEvents): () => void {
  const onException = (error: unknown) => events.failed(error, 'exception');
  const onRejection = (reason: unknown) => events.failed(reason, 'rejection');
  const onBeforeExit = () => events.ranDry();
  const onExit = (code: number) => {
    process.exitCode = events.exiting(code);
  };
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
  };
}
