import type { LogLevel, LogThreshold } from '@alr/context';
import { ConfigurationError } from '../errors.ts';

/** The levels, gravest first. */
const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Whether records of a level are let through. */
export function isEnabled(level: LogLevel, threshold: LogThreshold): boolean {
  if (threshold === 'all') return true;
  return threshold !== 'off' && LEVELS.indexOf(level) <= LEVELS.indexOf(threshold);
}

/** @throws {ConfigurationError} it isn't one of the levels, in any case */
export function parseLogThreshold(text: string, from: string): LogThreshold {
  const wanted = text.toLowerCase();
  const threshold = [...LEVELS, 'all' as const, 'off' as const].find((name) => name === wanted);
  if (threshold !== undefined) return threshold;
  throw new ConfigurationError(`${from} is ${JSON.stringify(text)}; it can be ${LEVELS.join(', ')}, all or off`);
}
