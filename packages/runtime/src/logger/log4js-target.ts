import type { LogLevel, LogThreshold } from '@alr/context';
import type { Configuration, Logger as Log4jsLogger } from 'log4js';
import { describeError } from '../errors/describe-error.ts';
import { ConfigurationError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { findLogThreshold } from './level.ts';
import type { LogRecord } from './record.ts';
import type { LogTarget } from './runtime-logger.ts';

/** Writes through log4js. The user's log4js configuration decides levels, layouts and destinations. */
export class Log4jsTarget implements LogTarget {
  readonly #logger: Log4jsLogger;
  readonly #fallback: Pick<LogTarget, 'write'>;
  #hasFailed = false;

  /**
   * @param configuration if undefined, log4js reads the file named by LOG4JS_CONFIG
   * @param fallback gets the records that log4js cannot write, because an appender or a layout throws
   * @throws {ConfigurationError} log4js rejects the configuration
   */
  constructor(configuration: Configuration | undefined, fallback: Pick<LogTarget, 'write'>) {
    const { createRequire } = builtin('node:module');
    this.#fallback = fallback;
    try {
      const log4js = createRequire(import.meta.url)('log4js') as typeof import('log4js');
      if (configuration !== undefined) log4js.configure(configuration);
      this.#logger = log4js.getLogger();
    } catch (cause) {
      throw new ConfigurationError(`log4js rejected its configuration: ${describeError(cause).errorMessage}`, {
        cause,
      });
    }
    // log4js writes to these streams. Without a listener, a full disk would end the process with an uncaught exception.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  }

  get level(): LogThreshold {
    // log4js has more levels, and users can add others.
    return findLogThreshold(this.#logger.level.toString()) ?? 'all';
  }

  set level(level: LogThreshold) {
    this.#logger.level = level;
  }

  isEnabled(level: LogLevel): boolean {
    return this.#logger.isLevelEnabled(level);
  }

  write(record: LogRecord): void {
    try {
      this.#log(record);
    } catch (error) {
      if (!this.#hasFailed) {
        this.#fallback.write({
          ...record,
          level: 'error',
          args: ['log4js failed to write a record:', error],
          fields: {},
        });
      }
      this.#hasFailed = true;
      this.#fallback.write(record);
    }
  }

  #log(record: LogRecord): void {
    this.#logger.clearContext();
    for (const [key, value] of Object.entries(record.fields)) this.#logger.addContext(key, value);
    if (record.requestId !== undefined) this.#logger.addContext('requestId', record.requestId);
    if (record.tenantId !== undefined) this.#logger.addContext('tenantId', record.tenantId);
    const [message, ...args] = record.args;
    this.#logger.log(record.level, message, ...args);
  }
}
