import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { routeConsole, rerouteConsole } from './console.ts';
import { RuntimeLogger } from './runtime-logger.ts';

const own = Object.getOwnPropertyDescriptors(console);
let records: LoggedRecord[];

function loggerInto(target: LoggedRecord[]): RuntimeLogger {
  return new RuntimeLogger(new RecordingTarget('all', target), () => ({ requestId: 'id-1', tenantId: undefined }));
}

beforeEach(() => {
  records = [];
});

afterEach(() => {
  for (const key of Reflect.ownKeys(console)) Reflect.deleteProperty(console, key);
  Object.defineProperties(console, own);
});

describe('a console that writes to a logger', () => {
  beforeEach(() => routeConsole(loggerInto(records)));

  it.each([
    ['log', 'info'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['debug', 'debug'],
    ['trace', 'trace'],
  ] as const)('has records of %s at level %s', (method, level) => {
    console[method]('%s has %d', 'cart', 2, { total: 5 });
    expect(records).toMatchObject([{ level, message: 'cart has 2 { total: 5 }', requestId: 'id-1' }]);
  });

  it('has `fatal`, as that of AWS’s Node runtime', () => {
    (console as unknown as { fatal(message: string): void }).fatal('over');
    expect(records).toMatchObject([{ level: 'fatal', message: 'over' }]);
  });

  it('hands objects on as they are', () => {
    const order = { id: 7 };
    console.log(order);
    expect(records[0]?.args).toEqual([order]);
  });

  it('shows a function, and doesn’t call it', () => {
    console.log(function dear() {
      throw new Error('called');
    });
    expect(records[0]?.message).toBe('[Function: dear]');
  });

  it('writes an empty record where nothing is given, and `undefined` where that is', () => {
    console.log();
    console.log(undefined);
    expect(records.map(({ message }) => message)).toEqual(['', 'undefined']);
  });

  it('writes what its other methods show', () => {
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

  it('works with its methods taken off it', () => {
    const { log } = console;
    ['a', 'b'].forEach((item) => {
      log(item);
    });
    expect(records.map(({ message }) => message)).toEqual(['a', 'b']);
  });
});

describe('a logger that is made later', () => {
  it('is where the console writes to from then on', () => {
    const later: LoggedRecord[] = [];
    routeConsole(loggerInto(records));
    rerouteConsole(() => loggerInto(later));
    console.log('hello');
    expect([records, later.map(({ message }) => message)]).toEqual([[], ['hello']]);
  });

  it('finds Node’s own console as it is made', () => {
    const { log } = console;
    routeConsole(loggerInto(records));
    rerouteConsole(() => {
      expect(console.log).toBe(log);
      return loggerInto(records);
    });
    expect(console.log).not.toBe(log);
  });

  it('leaves a console alone that writes to no logger', () => {
    const { log } = console;
    rerouteConsole(() => loggerInto(records));
    expect(console.log).toBe(log);
  });
});
