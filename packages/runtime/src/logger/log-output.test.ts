import { describe, expect, it } from 'vitest';
import { Output } from '../node/output.ts';
import { lineWriter, telemetryWriter } from './log-output.ts';

const record = { level: 'warn', timestamp: new Date('2026-11-23T12:00:00.000Z') } as const;

/** An output that accepts a number of bytes, and then no more until it is reset. */
class LimitedOutput {
  bytes = Buffer.alloc(0);
  limit = Number.POSITIVE_INFINITY;
  readonly output = new Output(7, {
    writeSync: (_descriptor, bytes) => {
      if (this.bytes.length >= this.limit) throw new Error('full');
      const accepted = bytes.subarray(0, this.limit - this.bytes.length);
      this.bytes = Buffer.concat([this.bytes, accepted]);
      return accepted.length;
    },
    fstatSync: () => ({ dev: 1, ino: 1 }),
    openSync: () => 0,
  });

  get text(): string {
    return this.bytes.toString();
  }
}

describe('the lines on stderr', () => {
  it('are one for each record: line breaks become carriage returns', () => {
    const stderr = new LimitedOutput();
    const write = lineWriter(stderr.output);
    write('a\nb', record);
    write('c', record);
    expect(stderr.text).toBe('a\rb\nc\n');
  });

  it('begin on a new line after a record of which only a part was written', () => {
    const stderr = new LimitedOutput();
    const write = lineWriter(stderr.output);
    stderr.limit = 2;
    write('first', record);
    write('second', record);
    stderr.limit = Number.POSITIVE_INFINITY;
    write('third', record);
    expect(stderr.text).toBe('fi\nthird\n');
  });
});

describe('the frames for the telemetry of Lambda', () => {
  it.each([
    ['text', 0xa55a0013, 'it fails\nhere\n'],
    ['json', 0xa55a0012, 'it fails\nhere'],
  ] as const)(
    'have the type and level, the length, the time in microseconds, and the record as %s',
    (format, type, text) => {
      const telemetry = new LimitedOutput();
      telemetryWriter(telemetry.output, format)('it fails\nhere', record);
      const { bytes } = telemetry;
      expect(bytes.readUInt32BE()).toBe(type);
      expect(bytes.readUInt32BE(4)).toBe(text.length);
      expect(bytes.readBigInt64BE(8)).toBe(BigInt(record.timestamp.getTime()) * 1000n);
      expect(bytes.subarray(16).toString()).toBe(text);
    },
  );

  it('have a type for each level', () => {
    const telemetry = new LimitedOutput();
    const write = telemetryWriter(telemetry.output, 'json');
    const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'mark'] as const;
    for (const level of levels) write('', { ...record, level });
    expect(levels.map((_level, i) => telemetry.bytes.readUInt32BE(i * 16) & 0xff)).toEqual([6, 10, 14, 18, 22, 26, 14]);
  });

  it('are followed by lines on stderr once a frame could not be written', () => {
    const telemetry = new LimitedOutput();
    const stderr = new LimitedOutput();
    const write = telemetryWriter(telemetry.output, 'text', lineWriter(stderr.output));
    telemetry.limit = 20;
    write('first', record);
    telemetry.limit = Number.POSITIVE_INFINITY;
    write('second', record);
    expect([telemetry.bytes.length, stderr.text]).toEqual([20, 'first\nsecond\n']);
  });
});
