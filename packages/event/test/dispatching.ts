import { Context, type DispatchRequest, type EventHandlerClass, type Logger, type LogLevel } from '@alr/context';
import { dispatchEvent } from '../src/dispatch.ts';

/** A record that was logged: its level, and the message with all further arguments. */
export interface Logged {
  readonly level: LogLevel;
  readonly parts: readonly unknown[];
}

/** How a dispatch differs from one without registered classes and with plenty of time. */
export interface DispatchOptions {
  readonly handlers?: Readonly<Record<string, EventHandlerClass>>;
  readonly runtime?: object;
  readonly unhandled?: 'fail' | 'warn';
  /** Aborts `context.signal`. */
  readonly shutdown?: AbortSignal;
  /** Collects what is logged. */
  readonly logged?: Logged[];
}

/** Dispatches an event as the runtime does. */
export function dispatch(event: unknown, options: DispatchOptions = {}): Promise<unknown> {
  return dispatchEvent(requestOf(event, options));
}

/** Dispatches an event that must fail, and returns the error. */
export async function failureOf(event: unknown, options: DispatchOptions = {}): Promise<unknown> {
  try {
    await dispatch(event, options);
  } catch (error) {
    return error;
  }
  throw new Error('The invocation succeeded');
}

function requestOf(
  event: unknown,
  { handlers = {}, runtime = {}, unhandled = 'fail', shutdown, logged = [] }: DispatchOptions,
): DispatchRequest {
  return {
    event,
    context: Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'request-1' }, {}, { shutdown }),
    logger: recordingLogger(logged),
    runtime,
    handlers: new Map(Object.entries(handlers)),
    unhandled,
  };
}

/** A logger with only the methods that handler classes call. */
function recordingLogger(logged: Logged[]): Logger {
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
  const methods = levels.map((level) => [level, (...parts: unknown[]) => logged.push({ level, parts })]);
  return Object.fromEntries(methods) as unknown as Logger;
}
