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

  it.each(['debug', 'trace'] as const)('does not write %s by default', (level) => {
    logger[level]('hello');
    expect(records).toEqual([]);
  });

  it('writes at a level given by name', () => {
    logger.log('warn', 'hello');
    logger.log('debug', 'disabled');
    expect(records.map(({ level }) => level)).toEqual(['warn']);
  });

  it('calls a message function only if its level is enabled', () => {
    const message = vi.fn(() => 'expensive');
    logger.debug(message);
    expect(message).not.toHaveBeenCalled();
    logger.info(message);
    expect(records[0]?.message).toBe('expensive');
  });

  it('does not call a function after the message', () => {
    const argument = vi.fn();
    logger.info('given', argument);
    expect(argument).not.toHaveBeenCalled();
    expect(records[0]?.args).toEqual(['given', argument]);
  });

  it('reports which levels are enabled', () => {
    logger.level = 'warn';
    expect(logger.level).toBe('warn');
    const { isFatalEnabled, isErrorEnabled, isWarnEnabled, isInfoEnabled, isDebugEnabled, isTraceEnabled } = logger;
    const checks = [isFatalEnabled, isErrorEnabled, isWarnEnabled, isInfoEnabled, isDebugEnabled, isTraceEnabled];
    expect(checks.map((check) => check.call(logger))).toEqual([true, true, true, false, false, false]);
    expect(logger.isLevelEnabled('error')).toBe(true);
  });

  it('writes marks at every level except `off`', () => {
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
  it('are in each of its records until they are removed', () => {
    logger.addContext('order', 7);
    logger.addContext('customer', 'Ada');
    logger.info('both');
    logger.removeContext('order');
    logger.info('one');
    logger.clearContext();
    logger.info('none');
    expect(records.map(({ fields }) => fields)).toEqual([{ order: 7, customer: 'Ada' }, { customer: 'Ada' }, {}]);
  });

  it('are inherited by its children, but a child’s fields do not reach its parent', () => {
    logger.addContext('order', 7);
    const child = logger.child({ item: 1 });
    child.info('child');
    logger.info('parent');
    expect(records.map(({ fields }) => fields)).toEqual([{ order: 7, item: 1 }, { order: 7 }]);
  });

  it('do not change in a child when its parent gets more', () => {
    const child = logger.child({ item: 1 });
    logger.addContext('order', 7);
    child.info('child');
    expect(records[0]?.fields).toEqual({ item: 1 });
  });
});
