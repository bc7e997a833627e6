import type { LogLevel, LogThreshold } from '@alr/context';
import { isEnabled, parseLogThreshold } from './level.ts';
import type { WriteRecord } from './log-output.ts';
import { formatJson, formatText, type LogRecord, type RecordFormat } from './record.ts';
import type { LogTarget } from './runtime-logger.ts';

/** The default target: formats each record as text or as JSON, and writes it to stderr. */
export class StderrTarget implements LogTarget {
  readonly #format: (record: LogRecord) => string;
  readonly #write: WriteRecord;
  #level: LogThreshold;

  constructor(level: LogThreshold, { format, form }: RecordFormat, write: WriteRecord) {
    this.#write = write;
    this.#level = level;
    this.#format = format === 'json' ? (record) => formatJson(record, form) : formatText;
  }

  get level(): LogThreshold {
    return this.#level;
  }

  set level(level: LogThreshold) {
    this.#level = parseLogThreshold(level, 'the level set on the logger');
  }

  isEnabled(level: LogLevel): boolean {
    return isEnabled(level, this.#level);
  }

  write(record: LogRecord): void {
    this.#write(this.#format(record), record);
  }
}
