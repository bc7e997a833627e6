import type { Configuration, LoggingEvent } from 'log4js';
import { beforeEach, describe, expect, it } from 'vitest';
import { Log4jsTarget } from './log4js-target.ts';
import { RuntimeLogger } from './runtime-logger.ts';

let events: LoggingEvent[];

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
});

describe('a log4js configuration', () => {
  it('decides where records go', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('info')), () => undefined);
    logger.info('hello %s', 'you');
    expect(events).toMatchObject([{ level: { levelStr: 'INFO' }, data: ['hello %s', 'you'] }]);
  });

  it('decides which levels are enabled', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn')), () => undefined);
    logger.info('disabled');
    logger.error('enabled');
    expect(events.map(({ data }) => data)).toEqual([['enabled']]);
    expect([logger.level, logger.isInfoEnabled()]).toEqual(['warn', false]);
  });

  it('can be overridden by the level of the logger', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn')), () => undefined);
    logger.level = 'debug';
    logger.debug('this');
    expect(events).toHaveLength(1);
  });

  it('gets fields, request id and tenant in the context of each event', () => {
    const target = new Log4jsTarget(configuration('info'));
    const logger = new RuntimeLogger(target, () => ({ requestId: 'id-1', tenantId: 'acme' }));
    logger.child({ order: 7 }).info('first');
    new RuntimeLogger(target, () => undefined).info('second');
    expect(events.map(({ context }) => context)).toEqual([{ order: 7, requestId: 'id-1', tenantId: 'acme' }, {}]);
  });

  it('throws a ConfigurationError if log4js rejects it', () => {
    expect(() => new Log4jsTarget({ appenders: {}, categories: {} })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining('log4js rejected its configuration: '),
      }),
    );
  });
});
