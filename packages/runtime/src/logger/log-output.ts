// @compile-at-start
import { Output } from '../node/output.ts';
import type { LogRecord } from './record.ts';

/** Writes a formatted record. It is written when the call returns, or lost; the call never throws. */
export type WriteRecord = (text: string, record: Pick<LogRecord, 'level' | 'timestamp'>) => void;

const STDERR = 2;
const FRAME_HEADER_BYTES = 16;
const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;
/** The levels as bits of a frame's type. */
const frameLevels = { trace: 4, debug: 8, info: 12, mark: 12, warn: 16, error: 20, fatal: 24 } as const;

/**
 * Makes the function that writes records as lines. A line break becomes a carriage return, which CloudWatch shows as a
 * line break.
 */
export function lineWriter(output: Output): WriteRecord {
  let isMidLine = false;
  return (text) => {
    const line = Buffer.from(`${isMidLine ? '\n' : ''}${text.replaceAll('\n', '\r')}\n`);
    const written = output.write(line);
    if (written > 0) isMidLine = written < line.length;
  };
}

let toStderr: WriteRecord | undefined;

/**
 * Returns the function that writes records as lines to stderr. It is made at the start of the process and not when this
 * module is evaluated, because that is done while the image is built if it starts from a snapshot.
 */
export function stderrWriter(): WriteRecord {
  toStderr ??= lineWriter(new Output(STDERR));
  return toStderr;
}

/**
 * Makes the function that writes records to the descriptor that Lambda passes for them. Each is a frame: its type and
 * level (4 bytes), its length (4 bytes), its time in microseconds (8 bytes), and the text. Once a frame is not written,
 * the records go to stderr, because the next frame would be read as part of this one.
 */
// @compile-later
export function telemetryWriter(
  output: Output,
  format: 'json' | 'text',
  writeLine: WriteRecord = stderrWriter(),
): WriteRecord {
  let isBroken = false;
  return (text, record) => {
    if (!isBroken) {
      const frame = makeFrame(text, record, format === 'json' ? JSON_FRAME : TEXT_FRAME);
      isBroken = output.write(frame) < frame.length;
    }
    if (isBroken) writeLine(text, record);
  };
}

// @compile-later
function makeFrame(text: string, { level, timestamp }: Pick<LogRecord, 'level' | 'timestamp'>, type: number): Buffer {
  const message = Buffer.from(type === JSON_FRAME ? text : `${text}\n`);
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt32BE((type | frameLevels[level]) >>> 0);
  header.writeUInt32BE(message.length, 4);
  header.writeBigInt64BE(BigInt(timestamp.getTime()) * 1000n, 8);
  return Buffer.concat([header, message]);
}
