import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { rerouteConsole, routeConsole } from './console.ts';
import { RuntimeLogger } from './runtime-logger.ts';

const originals = Object.getOwnPropertyDescriptors(console);
let records: LoggedRecord[];

function createLogger(target: LoggedRecord[]): RuntimeLogger {
  return new RuntimeLogger(new RecordingTarget('all', target), () => ({ requestId: 'id-1', tenantId: undefined }));
}

beforeEach(() => {
  records = [];
});

afterEach(() => {
  for (const key of Reflect.ownKeys(console)) Reflect.deleteProperty(console, key);
  Object.defineProperties(console, originals);
});

describe('a console routed to a logger', () => {
  beforeEach(() => routeConsole(createLogger(records)));

  it.each([
    ['log', 'info'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['debug', 'debug'],
    ['trace', 'trace'],
  ] as const)('logs console.%s at level %s', (method, level) => {
    console[method]('%s has %d', 'cart', 2, { total: 5 });
    expect(records).toMatchObject([{ level, message: 'cart has 2 { total: 5 }', requestId: 'id-1' }]);
  });

  it('has the method `fatal`, as in AWS’s Node runtime', () => {
    (console as unknown as { fatal(message: string): void }).fatal('over');
    expect(records).toMatchObject([{ level: 'fatal', message: 'over' }]);
  });

  it('passes objects to the logger unchanged', () => {
    const order = { id: 7 };
    console.log(order);
    expect(records[0]?.args).toEqual([order]);
  });

  it('prints a function instead of calling it', () => {
    console.log(function expensive() {
      throw new Error('called');
    });
    expect(records[0]?.message).toBe('[Function: expensive]');
  });

  it('writes an empty record without arguments, and `undefined` for undefined', () => {
    console.log();
    console.log(undefined);
    expect(records.map(({ message }) => message)).toEqual(['', 'undefined']);
  });

  it('writes the output of its other methods', () => {
    console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
    console.table([{ id: 1 }]);
    console.assert(false, 'impossible');
    console.count('calls');
    expect(records.map(({ level, message }) => [level, message])).toEqual([
      ['info', '{ a: [Object] }'],
      ['info', expect.stringContaining('│ id │')],
      ['warn', 'Assertion failed: impossible'],
      ['info', 'calls: 1'],
    ]);
  });

  it('has methods that work when detached', () => {
    const { log } = console;
    ['a', 'b'].forEach((item) => {
      log(item);
    });
    expect(records.map(({ message }) => message)).toEqual(['a', 'b']);
  });
});

describe('a logger made later', () => {
  it('receives what the console writes from then on', () => {
    const laterRecords: LoggedRecord[] = [];
    routeConsole(createLogger(records));
    rerouteConsole(() => createLogger(laterRecords));
    console.log('hello');
    expect([records, laterRecords.map(({ message }) => message)]).toEqual([[], ['hello']]);
  });

  it('sees Node’s original console while it is made', () => {
    const { log } = console;
    routeConsole(createLogger(records));
    rerouteConsole(() => {
      expect(console.log).toBe(log);
      return createLogger(records);
    });
    expect(console.log).not.toBe(log);
  });

  it('does not route a console that was not routed before', () => {
    const { log } = console;
    rerouteConsole(() => createLogger(records));
    expect(console.log).toBe(log);
  });
});
