import type { LogLevel, LogThreshold } from '@alr/context';
import { ConfigurationError } from '../errors/errors.ts';

/** The levels, gravest first. */
const levels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Whether records of a level are let through. */
export function isEnabled(level: LogLevel, threshold: LogThreshold): boolean {
  if (threshold === 'all') return true;
  return threshold !== 'off' && levels.indexOf(level) <= levels.indexOf(threshold);
}

/** What a threshold can be, for messages. */
export const LEVEL_NAMES: string = `${levels.join(', ')}, all or off`;

/** The threshold of a name in any case; undefined where there is none. */
export function findLogThreshold(name: string): LogThreshold | undefined {
  const wanted = name.toLowerCase();
  return [...levels, 'all' as const, 'off' as const].find((threshold) => threshold === wanted);
}

/** @throws {ConfigurationError} there is no threshold of that name */
export function parseLogThreshold(name: string, from: string): LogThreshold {
  const threshold = findLogThreshold(name);
  if (threshold !== undefined) return threshold;
  throw new ConfigurationError(`${from} is ${JSON.stringify(name)}; it can be ${LEVEL_NAMES}`);
}
