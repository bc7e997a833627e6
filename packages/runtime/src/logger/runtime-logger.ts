import type { Logger, LogLevel, LogThreshold } from '@alr/context';
import { describeError } from '../errors/describe-error.ts';
import type { LogRecord } from './record.ts';

/** The destination of a logger and its children. */
export interface LogTarget {
  // biome-ignore lint/plugin: the level can be changed at any time
  level: LogThreshold;
  isEnabled(level: LogLevel): boolean;
  /** Writes the record before it returns. */
  write(record: LogRecord): void;
}

/** Returns the current invocation's ids for a record. Undefined outside of an invocation. */
export type LogScope = () => Pick<LogRecord, 'requestId' | 'tenantId'> | undefined;

/** The interface of log4js's logger, without loading log4js, which would slow down a cold start (docs/decisions/002). */
export class RuntimeLogger implements Logger {
  readonly #target: LogTarget;
  readonly #scope: LogScope;
  #fields: Readonly<Record<string, unknown>>;

  constructor(target: LogTarget, scope: LogScope, fields: Readonly<Record<string, unknown>> = {}) {
    this.#target = target;
    this.#scope = scope;
    this.#fields = fields;
  }

  get level(): LogThreshold {
    return this.#target.level;
  }

  set level(level: LogThreshold) {
    this.#target.level = level;
  }

  fatal(message: unknown, ...args: unknown[]): void {
    this.log('fatal', message, ...args);
  }

  error(message: unknown, ...args: unknown[]): void {
    this.log('error', message, ...args);
  }

  warn(message: unknown, ...args: unknown[]): void {
    this.log('warn', message, ...args);
  }

  info(message: unknown, ...args: unknown[]): void {
    this.log('info', message, ...args);
  }

  debug(message: unknown, ...args: unknown[]): void {
    this.log('debug', message, ...args);
  }

  trace(message: unknown, ...args: unknown[]): void {
    this.log('trace', message, ...args);
  }

  mark(message: unknown, ...args: unknown[]): void {
    if (this.level !== 'off') this.#write('mark', message, args);
  }

  log(level: LogLevel, message: unknown, ...args: unknown[]): void {
    if (this.#target.isEnabled(level)) this.#write(level, message, args);
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#target.isEnabled(level);
  }

  isFatalEnabled(): boolean {
    return this.isLevelEnabled('fatal');
  }

  isErrorEnabled(): boolean {
    return this.isLevelEnabled('error');
  }

  isWarnEnabled(): boolean {
    return this.isLevelEnabled('warn');
  }

  isInfoEnabled(): boolean {
    return this.isLevelEnabled('info');
  }

  isDebugEnabled(): boolean {
    return this.isLevelEnabled('debug');
  }

  isTraceEnabled(): boolean {
    return this.isLevelEnabled('trace');
  }

  addContext(key: string, value: unknown): void {
    this.#fields = { ...this.#fields, [key]: value };
  }

  removeContext(key: string): void {
    const { [key]: _, ...rest } = this.#fields;
    this.#fields = rest;
  }

  clearContext(): void {
    this.#fields = {};
  }

  child(fields: Readonly<Record<string, unknown>>): Logger {
    return new RuntimeLogger(this.#target, this.#scope, { ...this.#fields, ...copyFields(fields) });
  }

  /** Never throws: a function must not fail because of its log. A record that cannot be written is lost. */
  #write(level: LogRecord['level'], message: unknown, args: readonly unknown[]): void {
    try {
      const { requestId, tenantId } = this.#scope() ?? {};
      this.#target.write({
        timestamp: new Date(),
        level,
        args: [typeof message === 'function' ? callMessage(message as () => unknown) : message, ...args],
        requestId,
        tenantId,
        fields: this.#fields,
      });
    } catch {
      // There is nowhere to report it.
    }
  }
}

function callMessage(message: () => unknown): unknown {
  try {
    return message();
  } catch (error) {
    return `[the function that makes the message threw: ${describeError(error).errorMessage}]`;
  }
}

/** Copies the fields without calling a getter that throws. */
function copyFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return { ...fields };
  } catch (error) {
    return { fields: `[they cannot be read: ${describeError(error).errorMessage}]` };
  }
}
