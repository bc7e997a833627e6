/** How grave a record is, gravest first. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What a logger lets through: records of a level and of the graver ones, or everything, or nothing. */
export type LogThreshold = LogLevel | 'all' | 'off';

/** Writes one record; a function as the message is called only where the record is let through. */
export type LogMethod = (message: unknown, ...args: unknown[]) => void;

/** The logger that a handler is given: log4js's interface (https://log4js-node.github.io/log4js-node/), as far as it is of use in a function. */
export interface Logger {
  /** The records that are let through; may be set at any time. */
  level: LogThreshold;

  readonly fatal: LogMethod;
  readonly error: LogMethod;
  readonly warn: LogMethod;
  readonly info: LogMethod;
  readonly debug: LogMethod;
  readonly trace: LogMethod;
  /** Writes a record that is let through at every level but `off`. */
  readonly mark: LogMethod;
  /** Writes a record of the level given. */
  log(level: LogLevel, message: unknown, ...args: unknown[]): void;

  /** Whether records of the level are let through. */
  isLevelEnabled(level: LogLevel): boolean;
  isFatalEnabled(): boolean;
  isErrorEnabled(): boolean;
  isWarnEnabled(): boolean;
  isInfoEnabled(): boolean;
  isDebugEnabled(): boolean;
  isTraceEnabled(): boolean;

  /** Adds a field to every later record of this logger. */
  addContext(key: string, value: unknown): void;
  removeContext(key: string): void;
  clearContext(): void;

  /** Makes a logger whose records carry these fields too; the fields of its parent aren't changed. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}
