import { createRequire } from 'node:module';
import type { LogLevel, LogThreshold } from '@alr/context';
import type { Configuration, Logger as Log4jsLogger } from 'log4js';
import { parseLogThreshold } from './level.ts';
import type { LogRecord } from './record.ts';
import type { LogTarget } from './runtime-logger.ts';

/** The user's own log4js configuration decides levels, forms and places. log4js is loaded at the first record. */
export class Log4jsTarget implements LogTarget {
  readonly #configuration: Configuration | undefined;
  #loaded: Log4jsLogger | undefined;

  /** @param configuration without it, log4js reads the file that LOG4JS_CONFIG names */
  constructor(configuration: Configuration | undefined) {
    this.#configuration = configuration;
  }

  get level(): LogThreshold {
    return parseLogThreshold(this.#logger.level.toString(), "log4js's level");
  }

  set level(level: LogThreshold) {
    this.#logger.level = level;
  }

  isEnabled(level: LogLevel): boolean {
    return this.#logger.isLevelEnabled(level);
  }

  write(record: LogRecord): void {
    const logger = this.#logger;
    logger.clearContext();
    for (const [key, value] of Object.entries(record.fields)) logger.addContext(key, value);
    if (record.requestId !== undefined) logger.addContext('requestId', record.requestId);
    if (record.tenantId !== undefined) logger.addContext('tenantId', record.tenantId);
    const [message, ...args] = record.args;
    logger.log(record.level, message, ...args);
  }

  get #logger(): Log4jsLogger {
    if (this.#loaded === undefined) {
      const log4js = createRequire(import.meta.url)('log4js') as typeof import('log4js');
      if (this.#configuration !== undefined) log4js.configure(this.#configuration);
      this.#loaded = log4js.getLogger();
    }
    return this.#loaded;
  }
}
