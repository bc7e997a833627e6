import type { LogLevel, LogThreshold } from '@alr/context';
import type { Configuration, Logger as Log4jsLogger } from 'log4js';
import { ConfigurationError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';
import { parseLogThreshold } from './level.ts';
import type { LogRecord } from './record.ts';
import type { LogTarget } from './runtime-logger.ts';

/** Writes through log4js. The user's log4js configuration decides levels, layouts and destinations. */
export class Log4jsTarget implements LogTarget {
  readonly #logger: Log4jsLogger;

  /**
   * @param configuration if undefined, log4js reads the file named by LOG4JS_CONFIG
   * @throws {ConfigurationError} log4js rejects the configuration
   */
  constructor(configuration: Configuration | undefined) {
    const { createRequire } = builtin('node:module');
    try {
      const log4js = createRequire(import.meta.url)('log4js') as typeof import('log4js');
      if (configuration !== undefined) log4js.configure(configuration);
      this.#logger = log4js.getLogger();
    } catch (cause) {
      throw new ConfigurationError(`log4js rejected its configuration: ${(cause as Error).message}`, { cause });
    }
  }

  get level(): LogThreshold {
    return parseLogThreshold(this.#logger.level.toString(), 'the level of log4js');
  }

  set level(level: LogThreshold) {
    this.#logger.level = level;
  }

  isEnabled(level: LogLevel): boolean {
    return this.#logger.isLevelEnabled(level);
  }

  write(record: LogRecord): void {
    this.#logger.clearContext();
    for (const [key, value] of Object.entries(record.fields)) this.#logger.addContext(key, value);
    if (record.requestId !== undefined) this.#logger.addContext('requestId', record.requestId);
    if (record.tenantId !== undefined) this.#logger.addContext('tenantId', record.tenantId);
    const [message, ...args] = record.args;
    this.#logger.log(record.level, message, ...args);
  }
}
