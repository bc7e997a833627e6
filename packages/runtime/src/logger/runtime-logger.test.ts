import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { RuntimeLogger } from './runtime-logger.ts';

let records: LoggedRecord[];
let logger: RuntimeLogger;

beforeEach(() => {
  records = [];
  logger = new RuntimeLogger(new RecordingTarget('info', records), () => ({ requestId: 'id-1', tenantId: undefined }));
});

describe('a logger', () => {
  it.each(['fatal', 'error', 'warn', 'info'] as const)('writes %s by default', (level) => {
    logger[level]('hello %s', 'you');
    expect(records).toEqual([
      { level, message: 'hello you', args: ['hello %s', 'you'], fields: {}, requestId: 'id-1' },
    ]);
  });

  it.each(['debug', 'trace'] as const)('leaves out %s by default', (level) => {
    logger[level]('hello');
    expect(records).toEqual([]);
  });

  it('writes a record of a level that is given by name', () => {
    logger.log('warn', 'hello');
    logger.log('debug', 'not this');
    expect(records.map(({ level }) => level)).toEqual(['warn']);
  });

  it('calls a function that is the message only where its level is on', () => {
    const message = vi.fn(() => 'dear');
    logger.debug(message);
    expect(message).not.toHaveBeenCalled();
    logger.info(message);
    expect(records[0]?.message).toBe('dear');
  });

  it('doesn’t call a function that follows the message', () => {
    const argument = vi.fn();
    logger.info('given', argument);
    expect(argument).not.toHaveBeenCalled();
    expect(records[0]?.args).toEqual(['given', argument]);
  });

  it('tells which levels are on', () => {
    logger.level = 'warn';
    expect(logger.level).toBe('warn');
    const { isFatalEnabled, isErrorEnabled, isWarnEnabled, isInfoEnabled, isDebugEnabled, isTraceEnabled } = logger;
    const checks = [isFatalEnabled, isErrorEnabled, isWarnEnabled, isInfoEnabled, isDebugEnabled, isTraceEnabled];
    expect(checks.map((check) => check.call(logger))).toEqual([true, true, true, false, false, false]);
    expect(logger.isLevelEnabled('error')).toBe(true);
  });

  it('writes marks at every level but `off`', () => {
    logger.level = 'fatal';
    logger.mark('seen');
    logger.level = 'off';
    logger.mark('unseen');
    expect(records.map(({ level, message }) => [level, message])).toEqual([['mark', 'seen']]);
  });

  it('has no request id outside of an invocation', () => {
    new RuntimeLogger(new RecordingTarget('info', records), () => undefined).info('hello');
    expect(records[0]?.requestId).toBeUndefined();
  });
});

describe('the fields of a logger', () => {
  it('are in each of its records, until they are taken away', () => {
    logger.addContext('order', 7);
    logger.addContext('customer', 'Ada');
    logger.info('both');
    logger.removeContext('order');
    logger.info('one');
    logger.clearContext();
    logger.info('none');
    expect(records.map(({ fields }) => fields)).toEqual([{ order: 7, customer: 'Ada' }, { customer: 'Ada' }, {}]);
  });

  it('are in the records of its children too, but not those of a child in its own', () => {
    logger.addContext('order', 7);
    const child = logger.child({ item: 1 });
    child.info('child');
    logger.info('parent');
    expect(records.map(({ fields }) => fields)).toEqual([{ order: 7, item: 1 }, { order: 7 }]);
  });

  it('don’t change with what the parent is given later', () => {
    const child = logger.child({ item: 1 });
    logger.addContext('order', 7);
    child.info('child');
    expect(records[0]?.fields).toEqual({ item: 1 });
  });
});
