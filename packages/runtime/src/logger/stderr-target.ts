import type { LogLevel, LogThreshold } from '@alr/context';
import { isEnabled, parseLogThreshold } from './level.ts';
import { formatJson, formatText, type LogRecord } from './record.ts';
import type { LogTarget } from './runtime-logger.ts';

/** The default target: writes each record as one line of text or JSON to stderr. */
export class StderrTarget implements LogTarget {
  readonly #format: (record: LogRecord) => string;
  readonly #writeLine: (line: string) => void;
  #level: LogThreshold;

  constructor(level: LogThreshold, format: 'json' | 'text', writeLine: (line: string) => void) {
    this.#writeLine = writeLine;
    this.#level = level;
    this.#format = format === 'json' ? formatJson : formatText;
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
    this.#writeLine(this.#format(record));
  }
}
