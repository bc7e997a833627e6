import { describe, expect, it } from 'vitest';
import { isEnabled, findLogThreshold, parseLogThreshold } from './level.ts';

describe('a threshold', () => {
  it.each([
    ['fatal', ['fatal']],
    ['warn', ['fatal', 'error', 'warn']],
    ['info', ['fatal', 'error', 'warn', 'info']],
    ['trace', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']],
    ['all', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']],
    ['off', []],
  ] as const)('of %s lets through %j', (threshold, expected) => {
    const levels = (['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const).filter((level) =>
      isEnabled(level, threshold),
    );
    expect(levels).toEqual(expected);
  });

  it.each(['debug', 'DEBUG', 'Debug'])('may be written %s', (name) => {
    expect(findLogThreshold(name)).toBe('debug');
    expect(parseLogThreshold(name, 'the option logLevel')).toBe('debug');
  });

  it('that there is not is refused with the names that there are', () => {
    expect(findLogThreshold('loud')).toBeUndefined();
    expect(() => parseLogThreshold('loud', 'the option logLevel')).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: 'the option logLevel is "loud"; it can be fatal, error, warn, info, debug, trace, all or off',
      }),
    );
  });
});
