/** The level of a record, most severe first. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** The least severe level that a logger writes; `all` writes everything, `off` nothing. */
export type LogThreshold = LogLevel | 'all' | 'off';

/** Writes one record. If the message is a function, it is called only if the level is enabled. */
export type LogMethod = (message: unknown, ...args: unknown[]) => void;

/**
 * The logger of a handler: the part of the log4js interface (https://log4js-node.github.io/log4js-node/) that is useful
 * in a function.
 */
export interface Logger {
  /** The least severe level that is written. */
  // biome-ignore lint/plugin: users may set the level at any time
  level: LogThreshold;

  readonly fatal: LogMethod;
  readonly error: LogMethod;
  readonly warn: LogMethod;
  readonly info: LogMethod;
  readonly debug: LogMethod;
  readonly trace: LogMethod;
  /** Writes a record at every level except `off`. */
  readonly mark: LogMethod;
  /** Writes a record with the given level. */
  log(level: LogLevel, message: unknown, ...args: unknown[]): void;

  /** Whether records of a level are written. */
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

  /** Creates a logger that adds these fields to its records. The fields of this logger do not change. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}
