import type { Logger, LogLevel } from '@alr/context';

/** As AWS's Node runtime has it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
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

/** Under it, a console whose methods were replaced keeps its own; the same in all copies of this package in a process. */
const OWN: unique symbol = Symbol.for('@alr/runtime.console') as never;

/**
 * Has the console write to a logger, so that its lines have a time, a request id and a level, and a log of JSON stays
 * one. What Node's own methods would load at the first line, streams and terminals, isn't loaded.
 */
export function routeConsole(logger: Logger): void {
  const methods = methodsOfConsole();
  methods[OWN] ??= { ...methods };
  for (const [name, level] of Object.entries(levels)) {
    methods[name] = (...args) => {
      const [message, ...rest] = args.length === 0 ? [''] : args;
      // A logger calls a function to make its message, the console shows it.
      logger.log(level, typeof message === 'function' ? () => message : message, ...rest);
    };
  }
  methods.dir = (value, options) => {
    logger.info(() => process.getBuiltinModule('node:util').inspect(value, options as object));
  };
}

/** Makes a logger. A console that writes to a logger writes to this one from then on. */
export function rerouteConsole(makeLogger: () => Logger): Logger {
  const methods = methodsOfConsole();
  if (methods[OWN] === undefined) return makeLogger();
  // An appender of log4js writes to the console, by the methods that it finds as it loads.
  Object.assign(methods, methods[OWN]);
  const logger = makeLogger();
  routeConsole(logger);
  return logger;
}

function methodsOfConsole(): Methods & { [OWN]?: Methods } {
  // Its type has no `fatal`, and doesn't let methods be set.
  return console as never;
}
