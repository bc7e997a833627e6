import { describe, expect, it } from 'vitest';
import { findLogThreshold, isEnabled, parseLogThreshold } from './level.ts';

describe('a log threshold', () => {
  it.each([
    ['fatal', ['fatal']],
    ['warn', ['fatal', 'error', 'warn']],
    ['info', ['fatal', 'error', 'warn', 'info']],
    ['trace', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']],
    ['all', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']],
    ['off', []],
  ] as const)('of %s lets %j through', (threshold, expected) => {
    const levels = (['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const).filter((level) =>
      isEnabled(level, threshold),
    );
    expect(levels).toEqual(expected);
  });

  it.each(['debug', 'DEBUG', 'Debug'])('can be written as %s', (name) => {
    expect(findLogThreshold(name)).toBe('debug');
    expect(parseLogThreshold(name, 'the option logLevel')).toBe('debug');
  });

  it('is rejected if its name is unknown, with the valid names in the message', () => {
    expect(findLogThreshold('loud')).toBeUndefined();
    expect(() => parseLogThreshold('loud', 'the option logLevel')).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message:
          'the option logLevel is "loud", which is not a log level: use fatal, error, warn, info, debug, trace, all or off',
      }),
    );
  });
});
