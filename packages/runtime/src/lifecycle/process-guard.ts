// @compile-at-start
import { LoopRunningError } from '../errors/errors.ts';
import type { HostProcess, Platform } from '../platform/platform.ts';

/** The key of the loop's owner in the process, the same in all copies of this package. */
const LOOP: unique symbol = Symbol.for('@alr/runtime.loop') as never;

/**
 * Makes an object the owner of the only loop of the process. Two loops would take events away from each other.
 * @param method the public method that starts the loop, for the error message
 * @throws {LoopRunningError} another object owns the loop
 */
export function claimLoop(owner: object, method: string, platform: Pick<Platform, 'ownsProcess' | 'process'>): void {
  if (!platform.ownsProcess) return;
  const host: HostProcess & { [LOOP]?: object } = platform.process;
  if ((host[LOOP] ?? owner) !== owner) throw new LoopRunningError(method, 'another loop is running');
  // Unlike an assignment, this does not throw if the module has frozen `process`.
  Reflect.set(host, LOOP, owner);
}

/** Handlers of what can happen to a process outside of any promise that the runtime awaits. */
export interface ProcessHandlers {
  /** An exception or a rejection was not handled. Called in the asynchronous context in which it occurred. */
  onUnhandledError(error: unknown, origin: 'exception' | 'rejection'): void;
  /** The event loop is empty, although the process is not done. */
  onEventLoopEmpty(): void;
  /** User code called `process.exit`. Returns the exit code to use. */
  onExit(code: number): number;
}

/**
 * Installs the handlers.
 * @returns a function that removes them
 */
export function guardProcess(handlers: ProcessHandlers, host: HostProcess): () => void {
  const onException = (error: unknown) => handlers.onUnhandledError(error, 'exception');
  const onRejection = (reason: unknown) => {
    // As in any Node process, a rejection is handled if the user's code listens for those that are not.
    if (host.listenerCount('unhandledRejection') === 1) handlers.onUnhandledError(reason, 'rejection');
  };
  const onBeforeExit = () => handlers.onEventLoopEmpty();
  const onExit = (code: number) => {
    host.exitCode = handlers.onExit(code);
  };
  host.on('uncaughtException', onException);
  host.on('unhandledRejection', onRejection);
  host.on('beforeExit', onBeforeExit);
  host.on('exit', onExit);
  return () => {
    host.off('uncaughtException', onException);
    host.off('unhandledRejection', onRejection);
    host.off('beforeExit', onBeforeExit);
    host.off('exit', onExit);
  };
}
