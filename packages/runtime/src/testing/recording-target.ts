import type { LogLevel, LogThreshold } from '@alr/context';
import { isEnabled } from '../logger/level.ts';
import { type LogRecord, messageText } from '../logger/record.ts';
import type { LogTarget } from '../logger/runtime-logger.ts';

/** A record that the function logged. */
export interface LoggedRecord {
  readonly level: LogLevel | 'mark';
  /** The message as text. */
  readonly message: string;
  /** The message and what follows it, as they were given to the logger. */
  readonly args: readonly unknown[];
  /** What a child logger or `addContext` added. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;
}

/** Keeps the records in place of writing them. */
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
