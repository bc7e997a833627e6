import { Context, type Logger, type LogLevel } from '@alr/context';
import { type DispatchRequest, dispatchEvent } from '../src/dispatch.ts';
import type { EventHandlerClass } from '../src/handler/event-handler.ts';

/** A record that was logged: its level, and the message with all that followed it. */
export interface Logged {
  readonly level: LogLevel;
  readonly parts: readonly unknown[];
}

/** What differs from a dispatch in which nothing is registered and all is in time. */
export interface Circumstances {
  readonly handlers?: Readonly<Record<string, EventHandlerClass>>;
  readonly runtime?: object;
  readonly unhandled?: 'fail' | 'warn';
  /** Aborts `context.signal`. */
  readonly shutdown?: AbortSignal;
  /** Takes what is logged. */
  readonly logged?: Logged[];
}

/** Dispatches an event as the runtime does. */
export function dispatch(event: unknown, circumstances: Circumstances = {}): Promise<unknown> {
  return dispatchEvent(requestOf(event, circumstances));
}

/** Dispatches an event that is to fail, and gives back the error. */
export async function failureOf(event: unknown, circumstances: Circumstances = {}): Promise<unknown> {
  try {
    await dispatch(event, circumstances);
  } catch (error) {
    return error;
  }
  throw new Error('The invocation succeeded');
}

function requestOf(event: unknown, { handlers, runtime, unhandled, shutdown, logged }: Circumstances): DispatchRequest {
  return {
    event,
    context: Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'request-1' }, {}, { shutdown }),
    logger: recordingLogger(logged ?? []),
    runtime: runtime ?? {},
    handlers: new Map(Object.entries(handlers ?? {})),
    unhandled: unhandled ?? 'fail',
  };
}

/** Only what a handler class may call: the levels. */
function recordingLogger(logged: Logged[]): Logger {
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
  const methods = levels.map((level) => [level, (...parts: unknown[]) => logged.push({ level, parts })]);
  return Object.fromEntries(methods) as unknown as Logger;
}
