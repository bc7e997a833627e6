import type { LogLevel, LogThreshold } from '@alr/context';
import { ConfigurationError } from '../errors/errors.ts';

/** The levels, most severe first. */
const levels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Whether records of a level are written. */
export function isEnabled(level: LogLevel, threshold: LogThreshold): boolean {
  if (threshold === 'all') return true;
  return threshold !== 'off' && levels.indexOf(level) <= levels.indexOf(threshold);
}

/** The names of all thresholds, for messages. */
export const LEVEL_NAMES: string = `${levels.join(', ')}, all or off`;

/** Finds the threshold with a name, in any case. Undefined if there is none. */
export function findLogThreshold(name: string): LogThreshold | undefined {
  const wanted = name.toLowerCase();
  return [...levels, 'all' as const, 'off' as const].find((threshold) => threshold === wanted);
}

/**
 * @param setting where the name comes from, for the error message
 * @throws {ConfigurationError} no threshold has that name
 */
export function parseLogThreshold(name: string, setting: string): LogThreshold {
  const threshold = findLogThreshold(name);
  if (threshold !== undefined) return threshold;
  throw new ConfigurationError(`${setting} is ${JSON.stringify(name)}, which is not a log level: use ${LEVEL_NAMES}`);
}
