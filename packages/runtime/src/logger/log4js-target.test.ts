import type { Configuration, LoggingEvent } from 'log4js';
import { beforeEach, describe, expect, it } from 'vitest';
import { type LoggedRecord, RecordingTarget } from '../testing/recording-target.ts';
import { Log4jsTarget } from './log4js-target.ts';
import { RuntimeLogger } from './runtime-logger.ts';

let events: LoggingEvent[];
let fallbackRecords: LoggedRecord[];
let fallback: RecordingTarget;

/** A configuration with a custom appender that keeps the events. */
function configuration(level: string): Configuration {
  const kept = { configure: () => (event: LoggingEvent) => void events.push(event) };
  return {
    appenders: { kept: { type: kept as never } },
    categories: { default: { appenders: ['kept'], level } },
  };
}

beforeEach(() => {
  events = [];
  fallbackRecords = [];
  fallback = new RecordingTarget('info', fallbackRecords);
});

describe('a log4js configuration', () => {
  it('decides where records go', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('info'), fallback), () => undefined);
    logger.info('hello %s', 'you');
    expect(events).toMatchObject([{ level: { levelStr: 'INFO' }, data: ['hello %s', 'you'] }]);
  });

  it('decides which levels are enabled', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn'), fallback), () => undefined);
    logger.info('disabled');
    logger.error('enabled');
    expect(events.map(({ data }) => data)).toEqual([['enabled']]);
    expect([logger.level, logger.isInfoEnabled()]).toEqual(['warn', false]);
  });

  it('can be overridden by the level of the logger', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn'), fallback), () => undefined);
    logger.level = 'debug';
    logger.debug('this');
    expect(events).toHaveLength(1);
  });

  it('gets fields, request id and tenant in the context of each event', () => {
    const target = new Log4jsTarget(configuration('info'), fallback);
    const logger = new RuntimeLogger(target, () => ({ requestId: 'id-1', tenantId: 'acme' }));
    logger.child({ order: 7 }).info('first');
    new RuntimeLogger(target, () => undefined).info('second');
    expect(events.map(({ context }) => context)).toEqual([{ order: 7, requestId: 'id-1', tenantId: 'acme' }, {}]);
  });

  it('throws a ConfigurationError if log4js rejects it', () => {
    expect(() => new Log4jsTarget({ appenders: {}, categories: {} }, fallback)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining('log4js rejected its configuration: '),
      }),
    );
  });

  it('does not fail the caller if an appender throws: the records are written without it, with one explanation', () => {
    const broken = {
      configure: () => () => {
        throw new Error('the disk is full');
      },
    };
    const target = new Log4jsTarget(
      {
        appenders: { broken: { type: broken as never } },
        categories: { default: { appenders: ['broken'], level: 'info' } },
      },
      fallback,
    );
    const logger = new RuntimeLogger(target, () => undefined);
    logger.info('first');
    logger.info('second');
    expect(fallbackRecords.map(({ level, message }) => [level, message])).toEqual([
      ['error', expect.stringContaining('log4js failed to write a record: Error: the disk is full')],
      ['info', 'first'],
      ['info', 'second'],
    ]);
  });

  it('may have levels that only log4js knows', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('mark'), fallback), () => undefined);
    logger.mark('seen');
    expect(logger.level).toBe('all');
    expect(events).toHaveLength(1);
  });
});
