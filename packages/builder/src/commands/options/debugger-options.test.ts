import { describe, expect, it } from 'vitest';
import { debuggerOf } from './debugger-options.ts';

describe('the options for a debugger', () => {
  it.each([
    ['9230', { inspect: 9230 }],
    ['0', { inspect: 0 }],
    ['127.0.0.1:9230', { inspect: 9230, inspectHost: '127.0.0.1' }],
    ['0.0.0.0:0', { inspect: 0, inspectHost: '0.0.0.0' }],
    ['localhost:9230', { inspect: 9230, inspectHost: 'localhost' }],
    ['dev-box.example:9230', { inspect: 9230, inspectHost: 'dev-box.example' }],
    ['[::1]:9230', { inspect: 9230, inspectHost: '::1' }],
    [':9230', { inspect: 9230 }],
    ['0.0.0.0', { inspect: 9229, inspectHost: '0.0.0.0' }],
    ['localhost', { inspect: 9229, inspectHost: 'localhost' }],
    ['[::]', { inspect: 9229, inspectHost: '::' }],
  ])('take the address %s with and without =', (inspect, options) => {
    for (const words of [[`--inspect=${inspect}`], ['--inspect', inspect]]) {
      expect(debuggerOf({ inspect }, words)).toEqual({
        options: { ...options, inspectStart: 'run' },
        handler: undefined,
      });
    }
  });

  it.each(['src/app.MyLambda', './src/app.ts', 'app', 'orders.handler'])(
    'take %s for the handler without =',
    (word) => {
      const defaults = { inspect: 9229, inspectStart: 'wait' };
      expect(debuggerOf({ inspectWait: word }, ['--inspect-wait', word])).toEqual({ options: defaults, handler: word });
      expect(() => debuggerOf({ inspectWait: word }, [`--inspect-wait=${word}`])).toThrow(
        `--inspect-wait=${word}: give a port or an address, such as --inspect-wait=9230`,
      );
    },
  );

  it.each(['65536', '-1', '1.5', '127.0.0.1:65536', 'localhost:-1'])('reject the port of %s', (inspectBrk) => {
    expect(() => debuggerOf({ inspectBrk }, [`--inspect-brk=${inspectBrk}`])).toThrow(
      `--inspect-brk=${inspectBrk}: the port must be a whole number from 0 to 65535`,
    );
  });

  it('exclude each other', () => {
    expect(() => debuggerOf({ inspect: true, inspectBrk: true }, [])).toThrow(
      '--inspect and --inspect-brk exclude each other',
    );
  });

  it('start nothing if there are none', () => {
    expect(debuggerOf({}, [])).toEqual({ options: {}, handler: undefined });
  });
});
