import { describe, expect, it } from 'vitest';
import { formatTimeMs } from '../state/format.ts';
import { parseLogLine } from './log-line.ts';

const TIME = '2026-11-28T14:03:09.120Z';
const time = formatTimeMs(Date.parse(TIME));

describe('a line of a log', () => {
  it('in the text format of Lambda has a time, a level and a message', () => {
    const line = `${TIME}\tb448c841-e958-4184-b4e8-af0f523f337a\tERROR\tError: no\r    at handler`;
    expect(parseLogLine(line)).toEqual({
      time,
      level: 'error',
      message: 'Error: no\n    at handler',
      value: undefined,
    });
  });

  it.each([
    { timestamp: TIME, level: 'WARN', message: 'slow' },
    { time: Date.parse(TIME), level: 40, msg: 'slow' },
  ])('in JSON has them too: %j', (value) => {
    expect(parseLogLine(JSON.stringify(value))).toEqual({ time, level: 'warn', message: 'slow', value });
  });

  it.each([
    ['START RequestId: 1', ''],
    ['{"a":1}', ''],
    ['{"a":', ''],
    ['[WARN] beware', 'warn'],
  ])('of another form is shown as it is: %j', (line, level) => {
    expect(parseLogLine(line)).toMatchObject({ time: undefined, level, message: line });
  });
});
