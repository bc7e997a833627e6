import type { LogLevel, LogThreshold } from '@alr/context';
import { isEnabled } from '../logger/level.ts';
import { type LogRecord, messageText } from '../logger/record.ts';
import type { LogTarget } from '../logger/runtime-logger.ts';

/** A record that the function logged. */
export interface LoggedRecord {
  readonly level: LogLevel | 'mark';
  /** The message as text. */
  readonly message: string;
  /** The message and the arguments after it, as passed to the logger. */
  readonly args: readonly unknown[];
  /** The fields of a child logger, and those added with `addContext`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;
}

/** Keeps the records instead of writing them. */
export class RecordingTarget implements LogTarget {
  level: LogThreshold;
  readonly #records: LoggedRecord[];

  constructor(level: LogThreshold, records: LoggedRecord[]) {
    this.level = level;
    this.#records = records;
  }

  isEnabled(level: LogLevel): boolean {
    return isEnabled(level, this.level);
  }

  write({ level, args, fields, requestId }: LogRecord): void {
    this.#records.push({ level, message: messageText(args), args, fields, requestId });
  }
}
