import { expectTypeOf } from 'vitest';
import type { Logger, LogLevel } from './index.ts';

declare const logger: Logger;

// A message is any value, or a function that returns one.
logger.info('received');
logger.info('received %s of %d', 'one', 2, new Error('with its stack'));
logger.error(new Error('broken'));
logger.debug(() => `event ${JSON.stringify({})}`);
logger.debug(() => ({ event: {} }), 'and more');
logger.log('warn', () => 'slow');
expectTypeOf(logger.fatal).toEqualTypeOf(logger.trace);
expectTypeOf(logger.info).returns.toEqualTypeOf<void>();

// Levels are set and queried by name.
logger.level = 'debug';
logger.level = 'off';
expectTypeOf(logger.isLevelEnabled).parameters.toEqualTypeOf<[LogLevel]>();
expectTypeOf(logger.isDebugEnabled()).toEqualTypeOf<boolean>();
// @ts-expect-error there is no such level
logger.level = 'verbose';

// A child is a logger.
expectTypeOf(logger.child({ order: 7 })).toEqualTypeOf<Logger>();
logger.addContext('order', 7);

// The methods of the console are assignable to those of a logger, which is useful in tests.
expectTypeOf(console.info).toExtend<Logger['info']>();
