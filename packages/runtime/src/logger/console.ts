// @compile-at-start
import type { Logger, LogLevel } from '@alr/context';
import { builtin } from '../node/builtins.ts';

/** The same as in AWS's Node runtime: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const levels: Readonly<Record<string, LogLevel>> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'info',
  log: 'info',
  debug: 'debug',
  trace: 'trace',
};

type Methods = Record<string, (...args: unknown[]) => void>;

/** The key of the console's original methods. `Symbol.for` makes it the same in all copies of this package. */
const originals: unique symbol = Symbol.for('@alr/runtime.console') as never;

/**
 * Routes the console to a logger, so that its lines have a time, a request id and a level, and a JSON log contains only
 * JSON. This also avoids Node's own methods, which load its stream and terminal modules at the first line.
 */
export function routeConsole(logger: Logger): void {
  const methods = consoleMethods();
  methods[originals] ??= { ...methods };
  for (const [name, level] of Object.entries(levels)) {
    methods[name] = (...args) => {
      const [message, ...rest] = args.length === 0 ? [''] : args;
      // The logger would call a function to get the message. The console prints the function itself.
      logger.log(level, typeof message === 'function' ? () => message : message, ...rest);
    };
  }
  methods.dir = (value, options) => {
    logger.info(() => builtin('node:util').inspect(value, options as object));
  };
}

/** Makes a logger. If the console is routed to a logger, routes it to the new one. */
export function rerouteConsole(makeLogger: () => Logger): Logger {
  const methods = consoleMethods();
  if (methods[originals] === undefined) return makeLogger();
  // log4js's console appender takes the methods as it loads. Given the routed ones, it would log to itself.
  Object.assign(methods, methods[originals]);
  const logger = makeLogger();
  routeConsole(logger);
  return logger;
}

function consoleMethods(): Methods & { [originals]?: Methods } {
  // The console's type has no `fatal` and does not allow assigning methods.
  return console as never;
}
