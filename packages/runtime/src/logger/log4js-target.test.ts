import type { Configuration, LoggingEvent } from 'log4js';
import { beforeEach, describe, expect, it } from 'vitest';
import { Log4jsTarget } from './log4js-target.ts';
import { RuntimeLogger } from './runtime-logger.ts';

let events: LoggingEvent[];

/** A configuration with an appender of its own, as users write them. */
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

  it('decides which levels are on', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn')), () => undefined);
    logger.info('not this');
    logger.error('this');
    expect(events.map(({ data }) => data)).toEqual([['this']]);
    expect([logger.level, logger.isInfoEnabled()]).toEqual(['warn', false]);
  });

  it('can be set aside by the level of the logger', () => {
    const logger = new RuntimeLogger(new Log4jsTarget(configuration('warn')), () => undefined);
    logger.level = 'debug';
    logger.debug('this');
    expect(events).toHaveLength(1);
  });

  it('finds fields, request id and tenant in the context of each record', () => {
    const target = new Log4jsTarget(configuration('info'));
    const logger = new RuntimeLogger(target, () => ({ requestId: 'id-1', tenantId: 'acme' }));
    logger.child({ order: 7 }).info('first');
    new RuntimeLogger(target, () => undefined).info('second');
    expect(events.map(({ context }) => context)).toEqual([{ order: 7, requestId: 'id-1', tenantId: 'acme' }, {}]);
  });

  it('that log4js refuses is told by a ConfigurationError', () => {
    expect(() => new Log4jsTarget({ appenders: {}, categories: {} })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining('log4js refuses its configuration: '),
      }),
    );
  });
});
